import type { Catalog } from "#server/catalog/catalog.ts";
import { scopeEntry } from "#server/catalog/scope-entry.ts";
import type { ClaimRule } from "#server/claims/claim-rule.ts";
import {
  isAboutPerson,
  isStandardScope,
  offlineScope,
  standardScopeNames,
  usualScopeNames,
} from "#server/claims/standard-scopes.ts";
import type { ResourceSettings, ScopeSettings } from "#server/config/settings.ts";
import type { ConsentView } from "./consent-service.ts";
import { consentView } from "./consent-view.ts";

type Served = Pick<Catalog, "clients" | "scopes" | "resources">;

/** What the consent page asks a person who never used the app, when it asks for everything that it may. */
export function consentPreview(
  catalog: Served,
  rules: readonly ClaimRule[],
  clientId: string,
): ConsentView | undefined {
  const client = catalog.clients.find(clientId);
  if (!client) return undefined;
  const ofApis = client.resources.map((identifier) => {
    const offered = catalog.resources.find(identifier)?.scopes ?? [];
    return [identifier, offered.filter((scope) => client.scopes.includes(scope))] as const;
  });
  return consentView({
    uid: "preview",
    formToken: "",
    question: {
      clientId,
      openidScopes: client.scopes.filter(isStandardScope),
      resourceScopes: Object.fromEntries(ofApis),
      claims: [],
    },
    client,
    redirectUri: client.redirectUris[0],
    usedBefore: false,
    grantedScopes: [],
    rules,
    catalog,
  });
}

export interface ClientChoices {
  scopes: readonly ScopeSettings[];
  resources: readonly Pick<ResourceSettings, "identifier" | "name" | "translations">[];
  /** Those that most apps ask for: about the person, and for going on while the person is away. */
  usual: { aboutPerson: readonly string[]; whileAway: string };
}

/** What apps can be given: every scope with its words, and every API. */
export function clientChoices({ scopes, resources }: Pick<Served, "scopes" | "resources">): ClientChoices {
  const names = [...standardScopeNames, ...scopes.list().map(({ name }) => name)];
  return {
    scopes: [...new Set(names)].map((name) => scopeEntry(scopes, name)),
    resources: resources.list().map(({ identifier, name, translations }) => ({ identifier, name, translations })),
    usual: { aboutPerson: usualScopeNames.filter(isAboutPerson), whileAway: offlineScope },
  };
}
