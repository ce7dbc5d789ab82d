import type { IncomingMessage, ServerResponse } from "node:http";
import { readSmallBody, sayContinue } from "#server/bff/calls/request-body.ts";
import { AppError } from "#server/errors/app-error.ts";
import { toAppError } from "#server/http/problem.ts";

const limits = { maxBytes: 32 * 1024, idleTimeoutSeconds: 10 };

/**
 * `POST /bff/backchannel` – an upstream provider says that a person signed out there.
 *
 * Server to server: no cookie, no X-CSRF; the signed logout token is the proof.
 * Spec: OpenID Connect Back-Channel Logout 1.0 §2.5–2.8 (400 with a JSON error, `Cache-Control: no-store`).
 */
export function createBackchannelEndpoint(acceptLogoutToken: (logoutToken: string) => Promise<unknown>) {
  return async function backchannel(request: IncomingMessage, response: ServerResponse): Promise<void> {
    try {
      await acceptLogoutToken(await readLogoutToken(request, response));
      response.writeHead(200, { "cache-control": "no-store", "content-length": 0 });
      response.end();
    } catch (error) {
      const { code } = toAppError(error);
      // Our own trouble is not the provider's mistake: it may try again.
      const status = code === "internal_error" ? 500 : code === "database_unavailable" ? 503 : 400;
      const body = JSON.stringify({ error: status === 400 ? "invalid_request" : "server_error" });
      response.writeHead(status, {
        "content-type": "application/json",
        "content-length": Buffer.byteLength(body),
        "cache-control": "no-store",
        ...(request.complete ? {} : { connection: "close" }),
      });
      response.end(body);
    }
  };
}

async function readLogoutToken(request: IncomingMessage, response: ServerResponse): Promise<string> {
  const type = request.headers["content-type"]?.split(";", 1)[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") throw new AppError("request_invalid");
  sayContinue(request, response);
  const form = new URLSearchParams((await readSmallBody(request, limits)).toString("utf8"));
  const [token, ...more] = form.getAll("logout_token");
  // RFC 6749 §3.1: parameters must not repeat.
  if (!token || more.length > 0) throw new AppError("request_invalid");
  return token;
}
