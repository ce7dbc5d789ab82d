import { once } from "node:events";
import { type ClientRequest, request as httpRequest, type IncomingMessage } from "node:http";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { type BffHarness, cookieOf } from "./bff-harness.ts";

interface Beginning {
  /** Whose call it is; without one, a stranger's. */
  session?: LiveSession;
  method?: string;
  headers?: Record<string, string>;
}

/** A call of which the test writes the body itself, when and as slowly as it likes. */
export function beginCall(portal: BffHarness, { session, method = "POST", headers }: Beginning): ClientRequest {
  const cookie = session && { Cookie: cookieOf(session) };
  return httpRequest(`${portal.url}/bff/api/demo/`, { method, headers: { "X-CSRF": "1", ...cookie, ...headers } });
}

export async function answerTo(call: ClientRequest): Promise<IncomingMessage> {
  const [answer] = (await once(call, "response")) as [IncomingMessage];
  return answer;
}
