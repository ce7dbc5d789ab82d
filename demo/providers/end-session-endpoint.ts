import type { IncomingMessage, ServerResponse } from "node:http";
import { readForm } from "#demo/http/read-body.ts";
import { redirect } from "#demo/http/reply.ts";
import type { Realm } from "./realm.ts";
import { forgetCookie } from "./remembered-person.ts";
import { sendSignedOutPage } from "./sign-in-page.ts";

/**
 * Forgets who is signed in here, then goes back to an address of the app's own origin.
 *
 * Spec: OpenID Connect RP-Initiated Logout 1.0 §2, §3.
 */
export async function endSessionEndpoint(
  realm: Realm,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const query = new URL(request.url ?? "/", realm.context.origin).searchParams;
  const params = request.method === "POST" ? await readForm(request) : query;
  const headers = { "set-cookie": forgetCookie(realm.context.name) };
  const target = params.get("post_logout_redirect_uri");
  if (target === null || !isOfClient(realm, target)) {
    response.setHeader("set-cookie", headers["set-cookie"]);
    return sendSignedOutPage(response, realm);
  }
  const url = new URL(target);
  const state = params.get("state");
  if (state !== null) url.searchParams.set("state", state);
  redirect(response, url.href, headers);
}

function isOfClient({ context }: Realm, target: string): boolean {
  return URL.canParse(target) && new URL(target).origin === new URL(context.client.redirectUri).origin;
}
