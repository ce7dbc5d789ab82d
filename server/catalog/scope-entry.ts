import type { ScopeSettings } from "#server/config/settings.ts";
import type { CatalogOf } from "./catalog.ts";

/** The words of a scope; one without an entry is called by its name and counts as far-reaching, because its reach is unknown. */
export function scopeEntry(scopes: Pick<CatalogOf<ScopeSettings>, "find">, name: string): ScopeSettings {
  return scopes.find(name) ?? { name, title: name, description: "", sensitivity: "high" };
}
