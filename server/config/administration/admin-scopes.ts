import type { ScopeSettings } from "#server/config/settings.ts";
import { adminScopeWords, type ScopeWords } from "./admin-scope-words.ts";

/** Every scope of the administration's API, the widest first; see `permissionsOfScopes` for what each may do. */
export const adminScopes: readonly string[] = [...adminScopeWords.keys()];

/** The smallest scope that may read a noun, or write it too. */
export function scopeOfPermission(permission: string): string {
  return `portico.admin.${permission.replace(/\.write$/, "")}`;
}

/** What the consent page says of them. All are far-reaching: they are about other people than the one who is asked. */
export const adminScopeSettings: readonly ScopeSettings[] = [...adminScopeWords].map(([name, { en, de }]) => ({
  name,
  ...wordsOf(en),
  sensitivity: "high",
  translations: { de: wordsOf(de) },
}));

function wordsOf([title, description]: ScopeWords) {
  return { title, description };
}
