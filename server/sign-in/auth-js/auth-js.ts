import type { Provider } from "#server/sign-in/providers/provider.ts";
import type { IdTokenClaims } from "#server/sign-in/providers/verify-id-token.ts";
import type { ReceivedTokens } from "#server/sign-in/upstream-tokens/received-tokens.ts";
import type { FoundProfile } from "./auth-js-run.ts";

/** The authorization code flow with a provider: all that the rest of sign-in knows of Auth.js. */
export interface AuthJs {
  /**
   * Makes an authorization request with `state`, PKCE and, for OpenID Connect, a nonce.
   *
   * Errors: provider_disabled, provider_misconfigured, provider_unreachable; internal_error when Auth.js makes no such request.
   * Spec:   RFC 6749 §4.1.1; RFC 7636 §4.3; OpenID Connect Core 1.0 §3.1.2.1.
   */
  begin(provider: Provider, params: Readonly<Record<string, string>>): Promise<BegunAuthorization>;
  /**
   * Redeems the code of an authorization response: state, PKCE and nonce are checked, the ID token is verified.
   *
   * Errors: AppError: sign_in_expired for a code that is used or too old; provider_misconfigured, provider_declined,
   *         provider_rejected, provider_unreachable, provider_clock_differs.
   * Spec:   RFC 6749 §4.1.3–4.1.4; RFC 7636 §4.5; OpenID Connect Core 1.0 §3.1.3.
   */
  redeem(request: RedeemRequest): Promise<Redeemed>;
}

/** An authorization request, and what its callback needs. The verifier and the nonce are secret. */
export interface BegunAuthorization {
  authorizationUrl: string;
  state: string;
  codeVerifier: string;
  nonce: string | undefined;
  /** What the request asks for; empty where the provider's default is asked for. */
  scope: string;
}

export interface RedeemRequest extends Pick<BegunAuthorization, "state" | "codeVerifier" | "nonce"> {
  provider: Provider;
  /** The whole authorization response; no parameter repeats, and its issuer has been compared. */
  params: URLSearchParams;
}

/** A verified sign-in at a provider. */
export interface Redeemed extends FoundProfile {
  tokens: ReceivedTokens;
  /** Signature, issuer, audience, times and nonce are verified; `undefined` where the provider gives no ID token. */
  idTokenClaims: IdTokenClaims | undefined;
}
