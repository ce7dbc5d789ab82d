import { createHash } from "node:crypto";

/** The `sid` that a client knows a session by: made from the ids, different at every client, no secret. */
export function clientSessionId(sessionId: string, clientId: string): string {
  return createHash("sha256").update(`${sessionId}/${clientId}`).digest("base64url");
}
