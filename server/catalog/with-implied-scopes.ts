import { impliedScope } from "#server/config/resources-and-scopes/settle-scopes.ts";
import type { ResourceSettings, ScopeSettings } from "#server/config/settings.ts";
import type { CatalogOf } from "./catalog.ts";
import { derivedFrom } from "./derived-from.ts";

/**
 * Scopes that the operator described, and behind them those that need no description: the standard ones (`implied`) and what
 * resources name.
 */
export function withImpliedScopes(
  described: CatalogOf<ScopeSettings>,
  implied: CatalogOf<ScopeSettings>,
  resources: Pick<CatalogOf<ResourceSettings>, "list">,
): CatalogOf<ScopeSettings> {
  const named = derivedFrom(resources, (list) => {
    const names = new Set(list.flatMap(({ scopes }) => scopes));
    return new Map([...names].map((name) => [name, impliedScope(name)]));
  });
  let made: { of: readonly [object, object]; list: readonly ScopeSettings[] } | undefined;

  return {
    find: (name) => described.find(name) ?? implied.find(name) ?? named().get(name),
    list() {
      const of = [described.list(), named()] as const;
      if (made?.of[0] !== of[0] || made.of[1] !== of[1]) {
        const all = [...named().values(), ...implied.list(), ...described.list()];
        made = { of, list: [...new Map(all.map((scope) => [scope.name, scope])).values()] };
      }
      return made.list;
    },
    originOf: (name) =>
      described.originOf(name) ?? implied.originOf(name) ?? (named().has(name) ? "database" : undefined),
    onChange: described.onChange,
  };
}
