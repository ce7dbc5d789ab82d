import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handler, UpgradeHandler } from "#demo/http/local-server.ts";
import { sendJson } from "#demo/http/reply.ts";
import { admit, sentToken } from "./access.ts";
import { createCalendarApi } from "./calendar-api.ts";
import { createProofCheck } from "./check-proof.ts";
import { createDemoApi } from "./demo-api.ts";
import { createEchoWebSocket } from "./echo-websocket.ts";
import { createIntrospector } from "./introspect-token.ts";
import { sendNotFound } from "./problem.ts";
import { type ApiLogEntry, RequestLog } from "./request-log.ts";
import { createJwtVerifier } from "./verify-jwt-token.ts";

export interface ApiServerOptions {
  /** e.g. http://localhost:3002; the audiences are below it. */
  apiUrl: string;
  portalUrl: string;
  resourceServer: { clientId: string; clientSecret: string };
}

/** Two APIs on one server: /demo takes JWTs and checks them itself, /calendar takes opaque tokens and asks Portico. */
export function createApiServer({ apiUrl, portalUrl, resourceServer }: ApiServerOptions): {
  handle: Handler;
  upgrade: UpgradeHandler;
  log(): readonly ApiLogEntry[];
  close(): void;
} {
  const apis = {
    demo: {
      audience: `${apiUrl}/demo`,
      verify: createJwtVerifier(portalUrl, `${apiUrl}/demo`),
      serve: createDemoApi(),
    },
    calendar: {
      audience: `${apiUrl}/calendar`,
      verify: createIntrospector(portalUrl, `${apiUrl}/calendar`, resourceServer),
      serve: createCalendarApi(),
    },
  };
  const webSocket = createEchoWebSocket(apis.demo.verify);
  const checkProof = createProofCheck(apiUrl);
  const requestLog = new RequestLog();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requestLog.add(request);
    const url = new URL(request.url ?? "/", apiUrl);
    if (url.pathname === "/") return sendJson(response, 200, tableOfContents(apiUrl));
    const api = url.pathname.startsWith("/demo/") ? apis.demo : apis.calendar;
    if (api === apis.calendar && !url.pathname.startsWith("/calendar/")) return sendNotFound(response);
    const sent = sentToken(request);
    const verdict = await checkProof(request, sent, await api.verify(sent?.value));
    const caller = admit(response, verdict, api.audience);
    if (caller) await api.serve(caller, request, response, url);
  };
  return {
    handle,
    upgrade: (request, socket, head) => {
      requestLog.add(request);
      webSocket.upgrade(request, socket, head).catch(() => socket.destroy());
    },
    log: () => requestLog.entries(),
    close: () => webSocket.close(),
  };
}

function tableOfContents(apiUrl: string): Record<string, unknown> {
  return {
    name: "Demo API of Portico",
    [`${apiUrl}/demo`]:
      "JWT access tokens: me, notes, report, echo, slow, events, bytes, status/{code}, hostile-headers, ws",
    [`${apiUrl}/calendar`]: "opaque access tokens: events",
  };
}
