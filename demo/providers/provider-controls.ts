import type { PersonId } from "#demo/people.ts";

export type ProviderName = "google" | "microsoft" | "github";

export type Endpoint =
  | "discovery"
  | "jwks"
  | "authorize"
  | "token"
  | "userinfo"
  | "revoke"
  | "end_session"
  | "user"
  | "emails"
  | "repos"
  | "memberships";

/** What an endpoint does instead of its work; `delayMs` and `until` before it, `answerDelayMs` after it. */
export type Fault =
  | { status: number; body?: unknown }
  | { delayMs: number }
  | { until: Promise<unknown> }
  | { answerDelayMs: number }
  | { malformedJson: true }
  | { hugeBody: true }
  | { drop: true };

/** What is wrong with the ID tokens (and logout tokens) from now on. */
export type Tamper =
  | "wrong-iss"
  | "wrong-aud"
  | "wrong-azp"
  | "expired"
  | "wrong-nonce"
  | "missing-nonce"
  | "missing-sub"
  | "missing-iat"
  | "bad-signature"
  | "unknown-key"
  | "alg-none"
  | "hs256-with-public-key";

/**
 * none: the refresh token stays (Google). keep-old: a new one each time, old ones go on working (Entra ID).
 * single-use: the old one is dead. punish-reuse: using an old one kills the whole family (RFC 9700 §4.14.2).
 */
export type RefreshRotation = "none" | "keep-old" | "single-use" | "punish-reuse";

export interface ProviderBehaviour {
  accessTokenSeconds: number;
  /** Said by the token endpoint instead of the truth. */
  expiresIn: unknown;
  refreshRotation: RefreshRotation;
  /** GitHub only: a GitHub App's expiring tokens with refresh tokens, rather than a classic OAuth app's. */
  expiringTokens: boolean;
  /** GitHub only: organizations and organization/teams with the person's membership there; without an entry there is none. */
  memberships: Readonly<Partial<Record<PersonId, Readonly<Record<string, "active" | "pending" | "restricted">>>>>;
  /** The `iss` response parameter (RFC 9207). */
  issParameter: "right" | "missing" | "wrong";
  /** Whether discovery promises the parameter. Google sends it without promising it; Entra ID does neither. */
  advertisesIss: boolean;
  /** Said by discovery instead of the truth. */
  discoveryIssuer: string | undefined;
  /** Said by userinfo instead of the ID token's subject. */
  userinfoSubject: string | undefined;
  idTokens: Tamper | undefined;
  /** Said of every person by ID token and userinfo, besides or instead of the truth. */
  claims: Readonly<Record<string, unknown>>;
  /** Whose refresh tokens answer invalid_grant. */
  refusesRefreshOf: ReadonlySet<PersonId>;
}

export interface RecordedRequest {
  endpoint: Endpoint;
  method: string;
  path: string;
  headers: Readonly<Record<string, string>>;
  atMs: number;
}

export interface LogoutTokenOrder {
  /** The relying party's back-channel logout URL. */
  to: string;
  person: PersonId;
  /** As in the ID token; without it the whole person is meant. */
  sid?: string;
  tamper?: LogoutTamper;
}

export type LogoutTamper = Tamper | "with-nonce" | "missing-event" | "missing-jti";

/** What the providers do wrong on purpose, and what they saw. For tests; everything can be undone by `reset()`. */
export interface ProviderControls {
  /** From now on, or only the next `times` requests. A second call replaces the first. */
  fail(provider: ProviderName, endpoint: Endpoint, fault: Fault, times?: number): void;
  heal(provider: ProviderName, endpoint?: Endpoint): void;
  adjust(provider: ProviderName, change: Partial<ProviderBehaviour>): void;
  /** A new key signs from now on. The old one stays in the JWKS. */
  rotateSigningKey(provider: "google" | "microsoft"): void;
  registerRedirectUri(provider: ProviderName, uri: string): void;
  calls(provider: ProviderName, endpoint: Endpoint): number;
  /** The last 500, oldest first. */
  requests(provider: ProviderName): readonly RecordedRequest[];
  /** Sends what the provider would send when the person signs out there. Resolves to the relying party's answer. */
  sendLogoutToken(provider: "google" | "microsoft", order: LogoutTokenOrder): Promise<{ status: number; body: string }>;
  /** Ends all grants of the person there, as when they remove the app in their account settings. */
  revokeGrantsOf(provider: ProviderName, person: PersonId): void;
  reset(): void;
}

export const realisticBehaviour: Readonly<Record<ProviderName, ProviderBehaviour>> = {
  google: behaviour({ accessTokenSeconds: 3599, refreshRotation: "none", issParameter: "right" }),
  microsoft: behaviour({ accessTokenSeconds: 3600, refreshRotation: "keep-old", issParameter: "missing" }),
  github: behaviour({ accessTokenSeconds: 28_800, refreshRotation: "single-use", issParameter: "right" }),
};

function behaviour(
  own: Pick<ProviderBehaviour, "accessTokenSeconds" | "refreshRotation" | "issParameter">,
): ProviderBehaviour {
  return {
    ...own,
    expiresIn: undefined,
    expiringTokens: false,
    advertisesIss: false,
    discoveryIssuer: undefined,
    userinfoSubject: undefined,
    idTokens: undefined,
    claims: {},
    memberships: {},
    refusesRefreshOf: new Set(),
  };
}
