import type { Person } from "#demo/people.ts";
import type { IssuedTokens } from "./issued-tokens.ts";
import type { Endpoint, ProviderName } from "./provider-controls.ts";
import type { ProviderState } from "./provider-state.ts";
import type { SigningKeys } from "./signing-keys.ts";

/** The one client that a provider knows: Portico. */
export interface RegisteredClient {
  clientId: string;
  clientSecret: string;
  redirectUri: string;
}

/** What all realms of one provider share. */
export interface ProviderContext {
  name: ProviderName;
  title: string;
  /** Where the providers' server is, e.g. http://localhost:3001 */
  origin: string;
  client: RegisteredClient;
  state: ProviderState;
  tokens: IssuedTokens;
  keys: SigningKeys;
}

/** One issuer with its endpoints. Google and GitHub are one; Entra ID is one per tenant, and the shared ones. */
export interface Realm {
  context: ProviderContext;
  /** As discovery says it; Entra's shared realms say a template. */
  issuer: string;
  /** Pathnames on the providers' server. */
  paths: Partial<Record<Endpoint, readonly string[]>>;
  dialect: Dialect;
}

/** In what the real ones differ on the wire. */
export interface Dialect {
  /** `prompt` values that it knows; others are an error, or ignored when undefined. */
  prompts: readonly string[] | undefined;
  /** The parameter that names who is expected. */
  hintParameter: "login_hint" | "login";
  isOpenId: boolean;
  parseScope(scope: string): string[];
  issuerOf(person: Person): string;
  subjectOf(person: Person): string;
  /** ID token claims besides the protocol's own. */
  idTokenClaims(person: Person, scopes: readonly string[]): Record<string, unknown>;
  userinfo(person: Person, scopes: readonly string[]): Record<string, unknown>;
  issuesRefreshToken(request: { params: URLSearchParams; scopes: readonly string[]; isFirstConsent: boolean }): boolean;
  tokenPrefixes: { access: string; refresh: string };
  /** Extra parameters of the successful authorization response. */
  responseParams(sid: string): Record<string, string>;
  /** What goes with `access_denied` after Cancel, in the provider's own words. */
  cancelled: Record<string, string>;
  tokenError(error: string, description: string): { status: number; body: Record<string, unknown> };
  /** Scopes as the token response lists them. */
  grantedScope(scopes: readonly string[]): string;
}

export function absolute({ context, paths }: Realm, endpoint: Endpoint): string | undefined {
  const [path] = paths[endpoint] ?? [];
  return path === undefined ? undefined : context.origin + path;
}
