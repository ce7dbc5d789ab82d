import type { PersonAttributes } from "./person-attributes.ts";
import { type StandardScopeName, standardScopeNames } from "./standard-scopes.ts";

/** A person as apps are told of: perhaps signed in nowhere. */
export interface Person extends Readonly<PersonAttributes> {
  readonly userId: string;
}

/** A person who is signed in. */
export interface SignedInPerson extends Person {
  /** What the provider said at this sign-in. */
  readonly groups: readonly string[];
}

interface ToldClaim {
  /** As OpenID Connect Core §5.1 spells it. */
  claim: string;
  attribute: keyof Person;
  /** Left out unless this is known, and true. */
  onlyWith?: keyof Person;
  /** Apps get it at userinfo with this scope; in ID tokens too where their client has `claimsInIdToken`. */
  scope?: StandardScopeName;
  /** `/bff/user` has it. */
  frontend?: true;
  /** Some providers' user names are e-mail addresses (Entra ID's are): such a value is released like an address. */
  maybeAddress?: true;
}

/** Every claim about a person: the attribute behind it, and what releases it. In the order of the answers. */
const toldClaims: readonly ToldClaim[] = [
  { claim: "sub", attribute: "userId", scope: "openid" },
  { claim: "name", attribute: "displayName", scope: "profile", frontend: true },
  { claim: "preferred_username", attribute: "username", scope: "profile", frontend: true, maybeAddress: true },
  { claim: "email", attribute: "email", scope: "email", frontend: true },
  { claim: "email_verified", attribute: "emailVerified", onlyWith: "email", scope: "email", frontend: true },
  { claim: "picture", attribute: "pictureUrl", scope: "profile", frontend: true },
  { claim: "locale", attribute: "locale", scope: "profile", frontend: true },
];

export interface ProxyField {
  name: string;
  attribute: keyof SignedInPerson;
  onlyWith?: keyof SignedInPerson;
}

/** The headers that forward auth hands to a proxy; oauth2-proxy's. The app behind takes the address for who it is. */
export const proxyHeaders: readonly ProxyField[] = [
  { name: "X-Auth-Request-User", attribute: "userId" },
  { name: "X-Auth-Request-Email", attribute: "email", onlyWith: "emailVerified" },
  { name: "X-Auth-Request-Preferred-Username", attribute: "username" },
  { name: "X-Auth-Request-Groups", attribute: "groups" },
];

/** The members of forward auth's `/oauth2/userinfo`; oauth2-proxy's too. */
export const proxyMembers: readonly ProxyField[] = [
  { name: "user", attribute: "userId" },
  { name: "email", attribute: "email", onlyWith: "emailVerified" },
  { name: "groups", attribute: "groups" },
  { name: "preferredUsername", attribute: "username" },
];

/** The claims that each scope releases; a scope that releases none is missing. */
export const claimsOfScope: Readonly<Record<string, readonly string[]>> = Object.fromEntries(
  standardScopeNames
    .map((scope) => [scope, toldClaims.filter((told) => told.scope === scope).map(({ claim }) => claim)] as const)
    .filter(([, claims]) => claims.length > 0),
);

/** The scope with which addresses may be known. */
export const addressScope = "email" satisfies StandardScopeName;

/** Claims about a person by name. */
export interface PersonClaims {
  sub: string;
  [claim: string]: string | boolean;
}

/** All claims that scopes release, as far as they are known; the authorization server gives each app those of its scopes. */
export function claimsForApps(person: Person): PersonClaims {
  const claims: PersonClaims = { sub: person.userId };
  for (const told of toldClaims) {
    const value = told.scope && toldValue(person, told);
    if (value !== undefined) claims[told.claim] = value;
  }
  return claims;
}

/** The claims without those whose value is an e-mail address, for an app that may not know addresses. */
export function withoutHiddenAddresses(claims: PersonClaims): PersonClaims {
  const hidden = addressClaims.filter((claim) => String(claims[claim] ?? "").includes("@"));
  if (hidden.length === 0) return claims;
  const others = { ...claims };
  for (const claim of hidden) delete others[claim];
  return others;
}

const addressClaims = toldClaims.filter(({ maybeAddress }) => maybeAddress).map(({ claim }) => claim);

const frontendClaims = toldClaims.filter(({ frontend }) => frontend);

/** What `/bff/user` says about the person, by name and in order; `sub` is said with the session. */
export function claimsForFrontend(person: Person): [claim: string, value: string | boolean | undefined][] {
  return frontendClaims.map((told) => [told.claim, toldValue(person, told)]);
}

/** The value of a claim or field; `undefined` when it is not known, or not told of this person. */
export function toldValue<P extends Person, Name extends keyof P>(
  person: P,
  { attribute, onlyWith }: { attribute: Name; onlyWith?: keyof P },
): P[Name] | undefined {
  return onlyWith === undefined || person[onlyWith] ? person[attribute] : undefined;
}
