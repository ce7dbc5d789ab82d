import type { ProviderFacts } from "#server/access/policy/provider-facts.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import type { Secret } from "#server/crypto/secret.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import type { ProviderDefinition } from "#server/sign-in/providers/provider-definition.ts";

/** A provider's `error` and what else it says about it (RFC 6749 §4.1.2.1, §5.2), cleaned for logs. */
export interface ProviderWords {
  /** Only characters of registered codes, at most 60. */
  error: string;
  /** At most 300 characters; control and direction characters are spelled `\uXXXX`. */
  description: string | undefined;
  /** Entra's `error_subcode`, Facebook's `error_reason`; cleaned as `error` is. */
  reason: string | undefined;
}

export type Prompt = "none" | "login" | "consent" | "select_account";

/** What an authorization request asks of the provider. */
export interface AskedAuthorization {
  prompt: Prompt | undefined;
  loginHint: string | undefined;
  /** Scopes beyond those of signing in (incremental authorization); empty for a plain sign-in. */
  extraScopes: readonly string[];
}

/** What a verified sign-in found: the ID token's claims where there is one, and what was fetched. */
export interface FoundClaims {
  idTokenClaims: Readonly<Record<string, unknown>> | undefined;
  profile: Readonly<Record<string, unknown>>;
}

export interface DefinitionTools {
  fetch: GuardedFetch;
  /** What Auth.js ships for the kind. Errors: invalid_settings. */
  builtIn(settings: ProviderSettings): Promise<Record<string, unknown>>;
}

/**
 * All that is special about one kind of provider; one file a kind says it, and no other code asks which kind a provider is.
 * What reading the settings needs (name, mark, variables) stands in config/providers/provider-kinds.ts, because imports run downwards.
 */
export interface Dialect {
  /** Endpoints, or the issuer whose discovery names them. */
  define(settings: ProviderSettings, tools: DefinitionTools): ProviderDefinition | Promise<ProviderDefinition>;

  // The authorization request

  /** What sign-in asks for where the settings don't say; `undefined`: what Auth.js's built-in asks for. */
  readonly defaultScopes: readonly string[] | undefined;
  /** Whether the provider obeys prompt=login (OpenID Connect Core §3.1.2.1) and proves it by auth_time. */
  readonly canForceSignIn: boolean;
  /** What is asked, as parameters, but for `scope`. */
  authorizationParams(asked: AskedAuthorization): Record<string, string>;

  // The identity

  /** What discovery must name as the issuer (OpenID Connect Discovery §4.3); for a server of many tenants a template. */
  discoveredIssuer(configured: string): string;
  /** The issuer half of an identity where no ID token names one. */
  identityIssuer(settings: ProviderSettings, definition: ProviderDefinition): string;
  /** The claim that is the same for a person at every client of the tenant or server. */
  readonly subjectClaim: "sub" | "oid";
  /** Whether its `email_verified` means that the person has the address. */
  readonly verifiesEmail: boolean;
  /** Whether its UserInfo endpoint says more than the ID token. */
  readonly asksUserInfo: boolean;

  // Who may sign in

  /** Scopes that the provider's `allow` needs beside those of signing in. */
  allowScopes(settings: Pick<ProviderSettings, "allow">): readonly string[];
  /** Parameters that spare a person the choice of an account that `allow` refuses; what they choose is checked all the same. */
  allowParams(settings: Pick<ProviderSettings, "allow">): Record<string, string>;
  /** What `allow` can ask for besides groups. */
  providerFacts(found: FoundClaims): ProviderFacts;

  // Tokens

  /**
   * All tokens of a person at one client are one grant: a refresh token comes with the first consent only, and revoking any token
   * ends the grant in every browser.
   */
  readonly sharesGrant: boolean;
  /** Takes a token back by an API of its own; without it by RFC 7009. `false` when it offers no way. */
  revoke?(settings: ProviderSettings, fetch: GuardedFetch, accessToken: Secret): Promise<boolean>;
  /** A scope by its plain name: some providers answer with another name than was asked for. */
  plainScope(scope: string): string;
  /** Plain names of scopes that contain this one. */
  widerScopes(plainScope: string): readonly string[];

  // Its words

  /** The code of RFC 6749 §5.2 behind a code of its own. */
  standardError(error: string): string;
  /** Whether `access_denied` with these words means that the person cancelled, not that the provider refused them. */
  saysCancelled(words: ProviderWords): boolean;
  /** Whether `invalid_grant` with these words means a code that is used or too old, not a refused person. */
  saysSpentCode(words: ProviderWords): boolean;
}
