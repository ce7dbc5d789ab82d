import { AppError } from "#server/errors/app-error.ts";
import type { ProviderDefinition } from "#server/sign-in/providers/provider-definition.ts";
import type { Dialect } from "./dialect.ts";
import { oidc } from "./oidc.ts";

/** A provider that only Auth.js knows: its definition and its default scopes, and the words of any OpenID Connect provider. */
export const authJsBuiltIn = {
  ...oidc,
  async define(settings, { builtIn }) {
    const { id, issuer } = settings;
    const { options, ...base } = await builtIn(settings);
    const merged = { ...base, ...(options as object), ...(issuer ? { issuer } : {}) } as ProviderDefinition;
    if (merged.type === "oidc" || merged.type === "oauth") return merged;
    throw new AppError("invalid_settings", {
      detail: `providers (${id}): Auth.js's built-in is of type ${String(merged.type)}. Fix: use an OAuth or OpenID Connect provider.`,
    });
  },
  defaultScopes: undefined,
} as const satisfies Dialect;
