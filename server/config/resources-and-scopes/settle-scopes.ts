import type { ResolvedConfig } from "#server/config/config-schema.ts";
import type { ScopeSettings } from "#server/config/settings.ts";

const standardScopes: readonly ScopeSettings[] = [
  {
    name: "openid",
    title: "Know it is you",
    description: "An identifier that stays the same each time.",
    sensitivity: "low",
  },
  {
    name: "profile",
    title: "See your profile",
    description: "Your name, user name, picture and language.",
    sensitivity: "low",
  },
  {
    name: "email",
    title: "See your e-mail address",
    description: "Your address, and whether it is verified.",
    sensitivity: "medium",
  },
  {
    name: "offline_access",
    title: "Keep access while you are away",
    description: "It goes on working without you.",
    sensitivity: "medium",
  },
];

export function settleScopes(config: ResolvedConfig): ReadonlyMap<string, ScopeSettings> {
  const declared = Object.entries(config.scopes).map(([name, scope]) => ({ name, ...scope }));
  const bare = config.resources
    .flatMap(({ scopes }) => scopes)
    .map((name): ScopeSettings => ({ name, title: name, description: "", sensitivity: "medium" }));
  return new Map([...bare, ...standardScopes, ...declared].map((scope) => [scope.name, scope]));
}
