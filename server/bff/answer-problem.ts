import type { IncomingMessage, ServerResponse } from "node:http";
import type { AppError } from "#server/errors/app-error.ts";
import { sendProblem } from "#server/http/problem.ts";

export interface ProblemContext {
  /** Absolute address of the portal. */
  publicUrl: string;
  /** The API's provider, for the links. */
  providerId?: string | undefined;
  /** What the API needs there. */
  scopes?: readonly string[] | undefined;
  /** Flat pairs: CORS and rate limit headers that every answer carries. */
  headers?: readonly string[] | undefined;
  allow?: string | undefined;
}

/**
 * Answers a refused or failed call: problem+json, with the link that resolves it where there is one.
 *
 * `connect_url` leads to the provider for just what is missing, in the session at hand; `login_url` to a new sign-in, or, at
 * another provider than where the session began, to connecting it anew. The page adds its own `returnUrl`.
 */
export function answerProblem(
  request: IncomingMessage,
  response: ServerResponse,
  error: AppError,
  context: ProblemContext,
): void {
  const headers: Record<string, string> = {};
  const given = context.headers ?? [];
  for (let index = 0; index < given.length; index += 2) headers[given[index] as string] = given[index + 1] as string;
  if (context.allow !== undefined) headers["allow"] = context.allow;
  const retryAfterSeconds = error.facts["retryAfterSeconds"];
  if (retryAfterSeconds !== undefined) headers["retry-after"] = String(retryAfterSeconds);
  // Nobody will read the rest of a body that was refused: don't take a gigabyte to throw it away.
  if (!request.complete && hasBody(request)) headers["connection"] = "close";
  sendProblem(response, error, { headers, extensions: links(error, context) });
}

function links(error: AppError, context: ProblemContext): Record<string, string> {
  const provider = context.providerId ?? error.facts["provider"];
  const query = new URLSearchParams(provider === undefined ? {} : { provider: String(provider) });
  const connecting = () => {
    query.set("connect", "1");
    const scopes = error.facts["scopes"] ?? context.scopes?.join(" ");
    if (scopes) query.set("scope", String(scopes));
    return query;
  };
  switch (error.code) {
    case "session_required":
      return { login_url: `${context.publicUrl}/bff/login` };
    case "reauthentication_required":
      return { login_url: `${context.publicUrl}/bff/login?${error.facts["connect"] ? connecting() : query}` };
    case "provider_connection_required":
    case "scope_required":
      // A scope of our own APIs is the operator's to configure: there is nowhere to send the person.
      return provider === undefined ? {} : { connect_url: `${context.publicUrl}/bff/login?${connecting()}` };
    default:
      return {};
  }
}

export function hasBody(request: IncomingMessage): boolean {
  const { "content-length": length, "transfer-encoding": encoding } = request.headers;
  return encoding !== undefined || (length !== undefined && length !== "0");
}
