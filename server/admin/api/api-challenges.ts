import type { IncomingMessage } from "node:http";
import { freshSignInSeconds } from "#server/admin/admin.ts";
import { isPermission, permissionsOfScopes } from "#server/admin/permissions.ts";
import { scopeOfPermission } from "#server/config/administration/admin-scopes.ts";
import type { AppError } from "#server/errors/app-error.ts";

/** What is known of the request when it is refused. */
export interface RefusedRequest {
  request: Pick<IncomingMessage, "headers">;
  metadataUrl: string;
  /** Of its token, once that was checked. */
  scopes?: readonly string[];
}

/**
 * The WWW-Authenticate header of a refusal; `undefined` where another token wouldn't help.
 *
 * A person's token with scopes that are wide enough may still lack the person's role: no scope is asked for then.
 *
 * Spec: RFC 6750 §3; RFC 9470 §3; RFC 9449 §7.1; RFC 9728 §5.1.
 */
export function challengeOf(
  error: AppError,
  { request, metadataUrl, scopes = [] }: RefusedRequest,
): string | undefined {
  const scheme = usesDpop(request) ? "DPoP" : "Bearer";
  const say = (parameters: Readonly<Record<string, string | number>>) =>
    `${scheme} ${Object.entries({ ...parameters, resource_metadata: metadataUrl })
      .map(([name, value]) => `${name}="${String(value).replaceAll(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'")}"`)
      .join(", ")}`;
  if (error.code === "access_token_required") return say({ realm: "portico-admin" });
  if (error.code === "access_token_invalid") {
    const { error: code = "invalid_token", error_description = "" } = error.facts;
    return say({ error: code, error_description });
  }
  if (error.code === "fresh_sign_in_required") {
    const error_description = "a more recent sign-in is required";
    return say({ error: "insufficient_user_authentication", error_description, max_age: freshSignInSeconds });
  }
  if (error.code !== "admin_not_allowed") return undefined;
  const { permission: missing, scope } = error.facts;
  const permission = String(missing);
  if (!isPermission(permission) || permissionsOfScopes(scopes).has(permission)) return undefined;
  return say({
    error: "insufficient_scope",
    error_description: "the token has no such scope",
    scope: scope ?? scopeOfPermission(permission),
  });
}

function usesDpop({ headers }: Pick<IncomingMessage, "headers">): boolean {
  return headers["dpop"] !== undefined || /^dpop /i.test(headers.authorization ?? "");
}
