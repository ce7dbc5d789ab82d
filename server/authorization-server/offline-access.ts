import { decodeJwt } from "jose";
import type { KoaContextWithOIDC } from "oidc-provider";

/**
 * Puts `offline_access` back into the request after the library took it out for want of `prompt=consent`.
 *
 * OIDC Core §11 allows that when "other conditions for processing the request permitting offline access" hold. Here they
 * always do: offline access is a line of its own on the consent page, remembered and removable like any scope. Many
 * clients never send `prompt=consent`, and asking everybody every time teaches people to click without reading.
 */
export function keepOfflineAccess(ctx: KoaContextWithOIDC): void {
  const { client, params } = ctx.oidc;
  if (!params || !client?.grantTypeAllowed("refresh_token")) return;
  const asked = askedScope(ctx).split(" ");
  if (!asked.includes("offline_access")) return;
  const kept = typeof params["scope"] === "string" ? params["scope"].split(" ") : [];
  if (!kept.includes("offline_access")) params["scope"] = [...kept, "offline_access"].join(" ");
}

/** The scope as the client sent it: pushed, posted or in the query. */
function askedScope(ctx: KoaContextWithOIDC): string {
  const pushed = ctx.oidc.entities.PushedAuthorizationRequest?.request;
  const source = pushed ? decodeJwt(pushed) : (ctx.oidc.body ?? ctx["query"]);
  const { scope } = source as { scope?: unknown };
  return typeof scope === "string" ? scope : "";
}
