import { decodeJwt } from "jose";
import type { KoaContextWithOIDC } from "oidc-provider";
import { asksForIdentity, asksForOfflineAccess, offlineScope } from "#server/claims/standard-scopes.ts";

/**
 * Puts `offline_access` back into the request after the library took it out for want of `prompt=consent`.
 *
 * OIDC Core §11 allows that when "other conditions for processing the request permitting offline access" hold. Here they
 * always do: offline access is a line of its own on the consent page, remembered and removable like any scope. Many
 * clients never send `prompt=consent`, and asking every time teaches people to click without reading.
 */
export function keepOfflineAccess(ctx: KoaContextWithOIDC): void {
  const { client, params } = ctx.oidc;
  if (!params || !client?.grantTypeAllowed("refresh_token")) return;
  const asked = askedScope(ctx).split(" ");
  if (!asksForOfflineAccess(asked)) return;
  const kept = typeof params["scope"] === "string" ? params["scope"].split(" ") : [];
  if (!asksForOfflineAccess(kept)) params["scope"] = [...kept, offlineScope].join(" ");
}

/**
 * Asks for `offline_access` on behalf of an app that can't know the word: plain OAuth has no such scope, and an assistant that asks
 * for an opened API in the words of that API's metadata expects a refresh token when it registered for the grant (RFC 6749 §1.5).
 * The person sees the line, can untick it, and takes it back like any scope.
 */
export function implyOfflineAccess(ctx: KoaContextWithOIDC, clients: { isListed(clientId: string): boolean }): void {
  const { client, params } = ctx.oidc;
  if (!params || !client || clients.isListed(client.clientId)) return;
  if (!client.grantTypeAllowed("refresh_token") || params["resource"] === undefined) return;
  const asked = typeof params["scope"] === "string" ? params["scope"].split(" ") : [];
  // An OpenID Connect client knows the word, and left it out.
  if (asksForIdentity(asked) || asksForOfflineAccess(asked)) return;
  params["scope"] = [...asked, offlineScope].join(" ");
}

/** The scope as the client sent it: pushed, posted or in the query. */
function askedScope(ctx: KoaContextWithOIDC): string {
  const pushed = ctx.oidc.entities.PushedAuthorizationRequest?.request;
  const source = pushed ? decodeJwt(pushed) : (ctx.oidc.body ?? ctx["query"]);
  const { scope } = source as { scope?: unknown };
  return typeof scope === "string" ? scope : "";
}
