import { asksForOfflineAccess, isRefusable } from "#server/claims/standard-scopes.ts";
import { type ConsentPlaces, coveredPlaces } from "./redirect-places.ts";

/** What a person allowed an app, as oidc-provider's Grant model keeps it. */
export interface GrantPayload {
  kind: "Grant";
  accountId: string;
  clientId: string;
  iat: number;
  exp: number;
  openid?: { scope?: string; claims?: string[] };
  resources?: Record<string, string>;
  rejected?: Pick<GrantPayload, "openid" | "resources">;
  /** Where the person let answers go (redirect-places.ts); left out in grants of older versions. */
  places?: readonly string[];
}

/** The outcome of one consent question. */
export interface ConsentChange {
  openidScopes: readonly string[];
  claims: readonly string[];
  resourceScopes: Readonly<Record<string, readonly string[]>>;
  rejected: {
    openidScopes: readonly string[];
    claims: readonly string[];
    resourceScopes: Readonly<Record<string, readonly string[]>>;
  };
  /** Left out: the places stay as they were. */
  places?: ConsentPlaces;
}

/**
 * Adds an answer to a grant: what is allowed now is no longer refused, what is refused now is no longer allowed, and
 * what the question didn't touch stays as it was.
 */
export function applyConsent(grant: GrantPayload, change: ConsentChange): GrantPayload {
  const before = { openid: grant.openid, resources: grant.resources };
  const refusedBefore = grant.rejected ?? {};
  const allowed = { ...change };
  const refused = change.rejected;
  const places = change.places ? coveredPlaces(grant.places, change.places) : grant.places;
  return {
    kind: "Grant",
    accountId: grant.accountId,
    clientId: grant.clientId,
    iat: grant.iat,
    exp: grant.exp,
    ...merge(before, allowed, refused),
    rejected: merge(refusedBefore, refused, allowed),
    ...(places ? { places } : {}),
  };
}

type Part = { openid?: GrantPayload["openid"]; resources?: GrantPayload["resources"] };
type Names = Omit<ConsentChange, "rejected">;

function merge(part: Part, add: Names, remove: Names): Pick<GrantPayload, "openid" | "resources"> {
  const scope = joined(part.openid?.scope, add.openidScopes, remove.openidScopes);
  const claims = words(joined(part.openid?.claims?.join(" "), add.claims, remove.claims));
  const identifiers = new Set([...Object.keys(part.resources ?? {}), ...Object.keys(add.resourceScopes)]);
  const resources: Record<string, string> = {};
  for (const identifier of identifiers) {
    const names = joined(
      part.resources?.[identifier],
      add.resourceScopes[identifier] ?? [],
      remove.resourceScopes[identifier] ?? [],
    );
    if (names) resources[identifier] = names;
  }
  const openid = { ...(scope ? { scope } : {}), ...(claims.length > 0 ? { claims } : {}) };
  return {
    ...(Object.keys(openid).length > 0 ? { openid } : {}),
    ...(Object.keys(resources).length > 0 ? { resources } : {}),
  };
}

function joined(before: string | undefined, add: readonly string[], remove: readonly string[]): string {
  const gone = new Set(remove);
  return [...new Set([...words(before), ...add])].filter((name) => !gone.has(name)).join(" ");
}

function words(text: string | undefined): string[] {
  return text ? text.split(" ") : [];
}

/** Every scope that the grant allows, for the list of connected apps. */
export function allowedScopes(grant: GrantPayload): string[] {
  return [...new Set([grant.openid?.scope, ...Object.values(grant.resources ?? {})].flatMap(words))];
}

/** Of one API's scopes those that the person allowed. */
export function allowedScopesAt(grant: GrantPayload, identifier: string): string[] {
  return words(grant.resources?.[identifier]);
}

/** Of one API's scopes those that the person was asked about and refused. */
export function refusedScopesAt(grant: GrantPayload, identifier: string): string[] {
  return words(grant.rejected?.resources?.[identifier]);
}

/**
 * Whether a token says what the person refuses by now: an access token one of its scopes, a refresh token access while
 * they are away. `openid` can't be refused (OIDC Core §3.1.2.1).
 */
export function saysWhatIsRefused(
  grant: GrantPayload,
  token: { kind?: string | undefined; scope?: string | undefined; aud?: string | string[] | undefined },
): boolean {
  if (!grant.rejected) return false;
  const refused = words(grant.rejected.openid?.scope);
  if (token.kind === "RefreshToken") return asksForOfflineAccess(refused);
  if (token.kind !== "AccessToken") return false;
  const [audience] = [token.aud ?? []].flat();
  const there = audience === undefined ? refused.filter(isRefusable) : refusedScopesAt(grant, audience);
  return words(token.scope).some((scope) => there.includes(scope));
}

/** Whether an answer took something back that was allowed before it. */
export function isNarrower(after: GrantPayload, before: GrantPayload): boolean {
  const parts = (grant: GrantPayload) => [
    ...words(grant.openid?.scope).map((scope) => `scope ${scope}`),
    ...(grant.openid?.claims ?? []).map((claim) => `claim ${claim}`),
    ...Object.entries(grant.resources ?? {}).flatMap(([id, scopes]) => words(scopes).map((scope) => `${id} ${scope}`)),
  ];
  const kept = new Set(parts(after));
  return parts(before).some((part) => !kept.has(part));
}

/** Nothing refused, everything asked for allowed: first-party clients, and tests. */
export function allowEverything(change: Omit<ConsentChange, "rejected">): ConsentChange {
  return { ...change, rejected: { openidScopes: [], claims: [], resourceScopes: {} } };
}
