import * as oidc from "openid-client";
import type { BuddyPerson, Trip } from "./buddy-session.ts";

export interface PorticoClientOptions {
  portalUrl: string;
  clientId: string;
  clientSecret: string;
  redirectUri: string;
  /** The calendar API, as a resource indicator (RFC 8707). */
  calendarAudience: string;
}

export interface ApiToken {
  value: string;
  expiresAtMs: number;
  scopes: readonly string[];
  /** Set when Portico rotated it. */
  nextRefreshToken: string | undefined;
}

const timeoutSeconds = 10;

/** Calendar Buddy's side of the protocol with Portico, by openid-client. */
export class PorticoClient {
  readonly #options: PorticoClientOptions;
  #discovered: Promise<oidc.Configuration> | undefined;

  constructor(options: PorticoClientOptions) {
    this.#options = options;
  }

  /** Where to send the browser, and what to remember until it is back. */
  async startTrip(withWrite: boolean): Promise<{ location: URL; trip: Trip }> {
    const configuration = await this.#configuration();
    const trip = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
    };
    const location = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: this.#options.redirectUri,
      scope: `openid profile email offline_access calendar:read${withWrite ? " calendar:write" : ""}`,
      resource: this.#options.calendarAudience,
      // OpenID Connect Core §11: offline access needs the person's consent.
      prompt: "consent",
      state: trip.state,
      nonce: trip.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(trip.codeVerifier),
      code_challenge_method: "S256",
    });
    return { location, trip };
  }

  /**
   * Code to person and refresh token. Without `resource` the access token is for userinfo.
   * openid-client checks state, nonce, the ID token, and `iss` since Portico advertises it (RFC 9207).
   */
  async finishTrip(search: string, trip: Trip): Promise<{ person: BuddyPerson; refreshToken: string | undefined }> {
    const configuration = await this.#configuration();
    const tokens = await oidc.authorizationCodeGrant(configuration, new URL(search, this.#options.redirectUri), {
      expectedState: trip.state,
      expectedNonce: trip.nonce,
      pkceCodeVerifier: trip.codeVerifier,
      idTokenExpected: true,
    });
    const subject = tokens.claims()?.sub ?? "";
    const claims = await oidc.fetchUserInfo(configuration, tokens.access_token, subject);
    return {
      person: {
        subject,
        name: claims.name ?? claims.preferred_username ?? "You",
        email: claims.email,
        pictureUrl: claims.picture,
      },
      refreshToken: tokens.refresh_token,
    };
  }

  /** A token for the calendar API, by refresh token. */
  async fetchApiToken(refreshToken: string): Promise<ApiToken> {
    const configuration = await this.#configuration();
    const tokens = await oidc.refreshTokenGrant(configuration, refreshToken, {
      resource: this.#options.calendarAudience,
    });
    return {
      value: tokens.access_token,
      expiresAtMs: Date.now() + (tokens.expiresIn() ?? 60) * 1000,
      scopes: (tokens.scope ?? "").split(" ").filter(Boolean),
      nextRefreshToken: tokens.refresh_token,
    };
  }

  /** Spec: RFC 7009. */
  async revoke(refreshToken: string): Promise<void> {
    await oidc.tokenRevocation(await this.#configuration(), refreshToken, { token_type_hint: "refresh_token" });
  }

  /** Discovery on first need, and again after a failure: Portico may start later than Calendar Buddy. */
  #configuration(): Promise<oidc.Configuration> {
    const { portalUrl, clientId, clientSecret } = this.#options;
    this.#discovered ??= oidc
      .discovery(new URL(portalUrl), clientId, undefined, oidc.ClientSecretBasic(clientSecret), {
        // Plain http, which openid-client rightly refuses unasked: all of the demo is on loopback.
        execute: [oidc.allowInsecureRequests],
        timeout: timeoutSeconds,
      })
      .catch((error: unknown) => {
        this.#discovered = undefined;
        throw error;
      });
    return this.#discovered;
  }
}

export type TripFailure = "cancelled" | "refused" | "unreachable";

/** What a failure means to the person. */
export function classifyFailure(error: unknown): TripFailure {
  if (error instanceof oidc.AuthorizationResponseError) {
    return error.error === "access_denied" ? "cancelled" : "refused";
  }
  if (error instanceof oidc.ResponseBodyError) return error.status >= 500 ? "unreachable" : "refused";
  if (error instanceof oidc.WWWAuthenticateChallengeError) return "refused";
  // Network failures and time-outs; openid-client's own checks of the answer are refusals.
  if (error instanceof TypeError || (error instanceof DOMException && error.name === "TimeoutError"))
    return "unreachable";
  if (error instanceof oidc.ClientError) return error.code === "OAUTH_TIMEOUT" ? "unreachable" : "refused";
  return "unreachable";
}
