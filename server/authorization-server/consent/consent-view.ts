import { isDocumentAddress } from "#server/authorization-server/clients/documents/client-document-policy.ts";
import { refreshAbsoluteSeconds } from "#server/authorization-server/records/token-lifetimes.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { scopeEntry } from "#server/catalog/scope-entry.ts";
import type { ClaimPlace, ClaimRule } from "#server/claims/claim-rule.ts";
import { clientClaimRules } from "#server/claims/client-claim-rules.ts";
import { asksForOfflineAccess, isAboutPerson, isStandardScope, offlineScope } from "#server/claims/standard-scopes.ts";
import { isLoopbackHost } from "#server/config/loopback.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import { type ConsentRequest, scopesBehindClaims } from "./consent-request.ts";
import type { ConsentScope, ConsentView } from "./consent-service.ts";

export interface ConsentViewInput {
  uid: string;
  formToken: string;
  question: ConsentRequest;
  client: ClientSettings;
  redirectUri: string | undefined;
  usedBefore: boolean;
  grantedScopes: readonly string[];
  catalog: Pick<Catalog, "scopes" | "resources">;
  /** The operator's rules for every client. */
  rules: readonly ClaimRule[];
}

/** The consent question in plain words. Pure: the page shows exactly this. */
export function consentView(input: ConsentViewInput): ConsentView {
  const { client, question, catalog } = input;
  const rules = clientClaimRules(input.rules, client.claims).filter((rule) => rule.in.some(isOfApps));
  const wordsOf = (name: string): ConsentScope => ({
    ...scopeEntry(catalog.scopes, name),
    optional: client.optionalScopes.includes(name),
    alreadyGranted: input.grantedScopes.includes(name),
    alsoReleases: rules.filter((rule) => rule.scope === name && rule.claim !== name).map(({ claim }) => claim),
  });
  const aboutPerson = [...new Set([...question.openidScopes, ...scopesBehindClaims(question.claims)])].filter(
    (name) => !isStandardScope(name) || isAboutPerson(name),
  );
  const groups = [
    { api: undefined, scopes: aboutPerson.map(wordsOf) },
    ...Object.entries(question.resourceScopes).map(([identifier, names]) => {
      const resource = catalog.resources.find(identifier);
      const scopes = names.map(wordsOf);
      return { api: { title: resource?.name ?? identifier, translations: resource?.translations ?? {} }, scopes };
    }),
  ];
  const asksOffline = asksForOfflineAccess(question.openidScopes);
  return {
    uid: input.uid,
    client: {
      clientId: client.clientId,
      name: client.name,
      hostName: hostNameOf(identifyingAddress(client, input.redirectUri), client.clientId),
      program: programOf(input.redirectUri),
      logoUri: client.logoUri,
      clientUri: client.clientUri,
      termsUri: client.termsUri,
      policyUri: client.policyUri,
      reviewed: client.reviewed,
    },
    usedBefore: input.usedBefore,
    groups: groups.filter(({ scopes }) => scopes.length > 0),
    offlineScope: asksOffline ? wordsOf(offlineScope) : undefined,
    // Once allowed, it holds for what is added later: the app's next refresh token has both.
    offlineSeconds: asksOffline || asksForOfflineAccess(input.grantedScopes) ? refreshAbsoluteSeconds : undefined,
    formToken: input.formToken,
  };
}

function isOfApps(place: ClaimPlace): boolean {
  return place !== "forward_auth" && place !== "bff_user";
}

/** The program on the person's computer that gets the answer: by a loopback port, or by a scheme of its own. */
function programOf(redirectUri: string | undefined): string | undefined {
  const url = redirectUri ? URL.parse(redirectUri) : null;
  if (!url || url.protocol === "https:" || (url.protocol === "http:" && !isLoopbackHost(url.hostname)))
    return undefined;
  return url.host || url.protocol;
}

/** An app that is known by a document says that it is its host's; a program on this computer can't prove it. */
function identifyingAddress(client: ClientSettings, redirectUri: string | undefined): string | undefined {
  return isDocumentAddress(client.clientId) ? client.clientId : (redirectUri ?? client.clientUri);
}

/** Where the answer goes: what an app can't make up. A native app's own scheme stands for itself. */
export function hostNameOf(uri: string | undefined, fallback: string): string {
  const url = uri ? URL.parse(uri) : null;
  return url ? url.host || url.protocol : fallback;
}
