import { errors, type KoaContextWithOIDC } from "oidc-provider";

/** Where a request begins and a person is asked later. */
const beginnings = new Set(["authorization", "pushed_authorization_request", "device_authorization"]);

/**
 * A request for an opened API that names none of its scopes asks for all that the app may have there: many assistants name
 * none, and the consent page has to say what is given.
 *
 * Spec: RFC 6749 §3.3.
 */
export function askForScopes(ctx: KoaContextWithOIDC, available: readonly string[]): void {
  const { params, route } = ctx.oidc;
  if (!params || !beginnings.has(route)) return;
  const asked = words(params["scope"]);
  if (!available.some((scope) => asked.includes(scope))) params["scope"] = [...asked, ...available].join(" ");
}

/**
 * A token for an opened API says at least one scope that the person allowed there: an API may look at the audience alone.
 *
 * Errors: invalid_target.
 * Spec:   RFC 8707 §2.
 */
export function requireAllowedScope(ctx: KoaContextWithOIDC, identifier: string, available: readonly string[]): void {
  if (ctx.oidc.route !== "token") return;
  const { Grant: grant, AuthorizationCode: code, RefreshToken: refresh, DeviceCode: device } = ctx.oidc.entities;
  const source = code ?? refresh ?? device;
  const said = words(ctx.oidc.params?.["scope"] ?? source?.scope);
  const allowed = grant?.getResourceScopeFiltered(
    identifier,
    available.filter((scope) => said.includes(scope)),
  );
  if (!allowed) throw new errors.InvalidTarget("the person allowed none of this API's scopes");
}

function words(text: unknown): string[] {
  return typeof text === "string" ? text.split(" ").filter(Boolean) : [];
}
