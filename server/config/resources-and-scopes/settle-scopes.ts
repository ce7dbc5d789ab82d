import { standardScopes } from "#server/claims/standard-scopes.ts";
import { adminScopeSettings } from "#server/config/administration/admin-scopes.ts";
import type { ResolvedConfig } from "#server/config/config-schema.ts";
import type { ScopeSettings } from "#server/config/settings.ts";

/**
 * The operator's words win over the portal's for a standard scope, and over none for a scope of an API. What the scopes of the
 * administration are called is the portal's, because they must read as far-reaching as they are.
 */
export function settleScopes(config: ResolvedConfig): ReadonlyMap<string, ScopeSettings> {
  const declared = Object.entries(config.scopes).map(([name, scope]) => ({ name, ...scope }));
  const bare = config.resources.flatMap(({ scopes }) => scopes).map(impliedScope);
  const standard = standardScopes.map(
    (scope): ScopeSettings => ({ ...scope, title: scope.name, description: "", implied: true }),
  );
  return new Map([...bare, ...standard, ...declared, ...adminScopeSettings].map((scope) => [scope.name, scope]));
}

/** A scope of an API that the operator hasn't described. */
export function impliedScope(name: string): ScopeSettings {
  return { name, title: name, description: "", sensitivity: "medium", implied: true };
}
