/** What Portico says about a standard scope; which claims it releases says told-claims.ts. */
interface StandardScope {
  /** How the consent page marks it. */
  sensitivity: "low" | "medium" | "high";
  /** Which part of the consent page shows it: what the app learns of the person, or how long it may go on. */
  about: "person" | "duration";
  /** Whether a person can allow the app and refuse this. */
  refusable: boolean;
  /** Only for clients whose settings name it: most apps have no use for it. */
  rare?: true;
}

/** The scopes about people that Portico knows (OIDC Core §5.4, §11; groups and roles as other servers have them), in the order in which they are shown. */
const scopes = {
  // OIDC Core §3.1.2.1: without it the request is no request of OpenID Connect.
  openid: { sensitivity: "low", about: "person", refusable: false },
  profile: { sensitivity: "low", about: "person", refusable: true },
  email: { sensitivity: "medium", about: "person", refusable: true },
  groups: { sensitivity: "medium", about: "person", refusable: true, rare: true },
  roles: { sensitivity: "medium", about: "person", refusable: true, rare: true },
  offline_access: { sensitivity: "medium", about: "duration", refusable: true },
} as const satisfies Readonly<Record<string, StandardScope>>;

export type StandardScopeName = keyof typeof scopes;

/** Where the portal's messages have the title of a standard scope; the description has the same key with `_text` after it. */
export type StandardScopeMessage = `scope.${StandardScopeName}`;

export const standardScopeNames = Object.keys(scopes) as readonly StandardScopeName[];

/** What an app may ask for whose registration or settings name no scopes. */
export const usualScopeNames = standardScopeNames.filter((name) => !("rare" in scopes[name]));

/** Makes a request one of OpenID Connect, which gets an ID token (OIDC Core §3.1.2.1). */
export const identityScope = "openid" satisfies StandardScopeName;

/** Lets the app go on while the person is away: it gets a refresh token (OIDC Core §11). */
export const offlineScope = "offline_access" satisfies StandardScopeName;

export function isStandardScope(name: string): name is StandardScopeName {
  return Object.hasOwn(scopes, name);
}

/** Whether it releases claims about the person, rather than saying for how long. */
export function isAboutPerson(name: string): boolean {
  return isStandardScope(name) && scopes[name].about === "person";
}

/** Whether a person may refuse it while allowing the app; a scope of an API always. */
export function isRefusable(name: string): boolean {
  return !isStandardScope(name) || scopes[name].refusable;
}

export function asksForIdentity(names: readonly string[]): boolean {
  return names.includes(identityScope);
}

export function asksForOfflineAccess(names: readonly string[]): boolean {
  return names.includes(offlineScope);
}

/** What the settings say about each, unless the operator says it otherwise. */
export const standardScopes = standardScopeNames.map((name) => ({
  name,
  sensitivity: scopes[name].sensitivity,
  message: `scope.${name}` as const,
}));
