import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AdapterPayload } from "oidc-provider";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";

const path = "/oauth2/register";
/** The registration policy of requests that came without a token (client-registration.ts). */
export const openPolicy = "open";
const prefix = "open_";

/** Whether an app registered itself without an initial access token: its id says so, because that never changes. */
export function isOpenRegistration(clientId: string): boolean {
  return clientId.startsWith(prefix);
}

export function newOpenClientId(): string {
  return prefix + randomBytes(16).toString("base64url");
}

export type OpenRegistration = ReturnType<typeof createOpenRegistration>;

/**
 * Registration without an initial access token (RFC 7591 §3.1), for assistants, which can't have one.
 *
 * The library knows registration with a token or without, not both: a request without `Authorization` is given a token that this
 * process made up and that opens a stricter policy.
 */
export function createOpenRegistration() {
  const token = randomBytes(32).toString("base64url");
  const tokenHash = hashRecordId(token);
  return {
    /** Whether the request was answered: pages on other origins may register, so a browser asks first (CORS). */
    admit(request: IncomingMessage, response: ServerResponse, requested: string): boolean {
      if (requested !== path) return false;
      // Nothing here depends on cookies, and the answer says nothing that a server could not ask for.
      response.setHeader("access-control-allow-origin", "*");
      if (request.method === "OPTIONS") {
        response.writeHead(204, {
          "access-control-allow-methods": "POST",
          "access-control-allow-headers": "content-type, mcp-protocol-version",
          "access-control-max-age": "3600",
        });
        response.end();
        return true;
      }
      if (request.method === "POST") request.headers.authorization ??= `Bearer ${token}`;
      return false;
    },

    findToken(id: string): AdapterPayload | undefined {
      return hashRecordId(id) === tokenHash
        ? { kind: "InitialAccessToken", jti: id, iat: 0, policies: [openPolicy] }
        : undefined;
    },
  };
}
