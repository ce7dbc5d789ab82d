import type { IncomingMessage, ServerResponse } from "node:http";
import { readBody, readForm } from "#demo/http/read-body.ts";
import { sendJson } from "#demo/http/reply.ts";
import { authenticatesClient } from "./client-authentication.ts";
import type { Realm } from "./realm.ts";

/** Google's: no client authentication needed, an unknown token is an error, either token ends the whole grant. */
export async function googleRevokeEndpoint(
  realm: Realm,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const token =
    (await readForm(request)).get("token") ?? new URL(request.url ?? "/", "http://x").searchParams.get("token");
  if (!forget(realm, token ?? "")) {
    return sendJson(response, 400, { error: "invalid_token", error_description: "Token expired or revoked" });
  }
  sendJson(response, 200, {});
}

/** GitHub's: DELETE /applications/{client_id}/token with Basic authentication and the token in JSON. */
export async function githubDeleteTokenEndpoint(
  realm: Realm,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = (await readBody(request)).toString("utf8");
  const isClient = authenticatesClient(realm.context.client, request.headers.authorization, new URLSearchParams());
  if (request.method !== "DELETE" || !isClient) return sendJson(response, 404, { message: "Not Found" });
  if (!forget(realm, accessTokenIn(body))) return sendJson(response, 422, { message: "Validation Failed" });
  response.writeHead(204).end();
}

function accessTokenIn(body: string): string {
  try {
    const parsed = JSON.parse(body) as { access_token?: unknown } | null;
    return typeof parsed?.access_token === "string" ? parsed.access_token : "";
  } catch {
    return "";
  }
}

/** After a revocation the next sign-in is a first consent again. */
function forget({ context }: Realm, token: string): boolean {
  const person = context.tokens.revoke(token);
  if (person) context.state.consents.delete(person);
  return person !== undefined;
}
