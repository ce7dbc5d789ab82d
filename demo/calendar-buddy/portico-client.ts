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

/** What is known of Portico, and the handle by which every request proves possession of our key. */
interface Portico {
  configuration: oidc.Configuration;
  DPoP: oidc.DPoPHandle;
}

/**
 * Calendar Buddy's side of the protocol with Portico, by openid-client: requests are pushed from server to server (RFC 9126),
 * and tokens work only with this process's key (RFC 9449).
 */
export class PorticoClient {
  readonly #options: PorticoClientOptions;
  readonly #keyPair = oidc.randomDPoPKeyPair("ES256");
  #discovered: Promise<Portico> | undefined;

  constructor(options: PorticoClientOptions) {
    this.#options = options;
  }

  /** Where to send the browser, and what to remember until it is back. */
  async startTrip(withWrite: boolean): Promise<{ location: URL; trip: Trip }> {
    const { configuration, DPoP } = await this.#portico();
    const trip = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      codeVerifier: oidc.randomPKCECodeVerifier(),
    };
    const asked = {
      redirect_uri: this.#options.redirectUri,
      scope: `openid profile email offline_access calendar:read${withWrite ? " calendar:write" : ""}`,
      resource: this.#options.calendarAudience,
      // OpenID Connect Core §11: offline access needs the person's consent.
      prompt: "consent",
      state: trip.state,
      nonce: trip.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(trip.codeVerifier),
      code_challenge_method: "S256",
    };
    return { location: await oidc.buildAuthorizationUrlWithPAR(configuration, asked, { DPoP }), trip };
  }

  /**
   * Code to person and refresh token. Without `resource` the access token is for userinfo.
   * openid-client checks state, nonce, the ID token, and `iss` since Portico advertises it (RFC 9207).
   */
  async finishTrip(search: string, trip: Trip): Promise<{ person: BuddyPerson; refreshToken: string | undefined }> {
    const { configuration, DPoP } = await this.#portico();
    const checks = {
      expectedState: trip.state,
      expectedNonce: trip.nonce,
      pkceCodeVerifier: trip.codeVerifier,
      idTokenExpected: true,
    };
    const back = new URL(search, this.#options.redirectUri);
    const tokens = await oidc.authorizationCodeGrant(configuration, back, checks, undefined, { DPoP });
    const subject = tokens.claims()?.sub ?? "";
    const claims = await oidc.fetchUserInfo(configuration, tokens.access_token, subject, { DPoP });
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
    const { configuration, DPoP } = await this.#portico();
    const resource = this.#options.calendarAudience;
    const tokens = await oidc.refreshTokenGrant(configuration, refreshToken, { resource }, { DPoP });
    return {
      value: tokens.access_token,
      expiresAtMs: Date.now() + (tokens.expiresIn() ?? 60) * 1000,
      scopes: (tokens.scope ?? "").split(" ").filter(Boolean),
      nextRefreshToken: tokens.refresh_token,
    };
  }

  /** Calls an API with a token of ours and a proof for just this call; answers whatever the API said. */
  async callApi(
    token: string,
    url: URL,
    init: { method: string; body?: string; headers?: Headers },
  ): Promise<Response> {
    const { configuration, DPoP } = await this.#portico();
    const { method, body, headers } = init;
    try {
      return await oidc.fetchProtectedResource(configuration, token, url, method, body, headers, { DPoP });
    } catch (error) {
      if (error instanceof oidc.WWWAuthenticateChallengeError) return error.response;
      throw error;
    }
  }

  /** Spec: RFC 7009. */
  async revoke(refreshToken: string): Promise<void> {
    const { configuration } = await this.#portico();
    await oidc.tokenRevocation(configuration, refreshToken, { token_type_hint: "refresh_token" });
  }

  /** Discovery on first need, and again after a failure: Portico may start later than Calendar Buddy. */
  #portico(): Promise<Portico> {
    this.#discovered ??= this.#discover().catch((error: unknown) => {
      this.#discovered = undefined;
      throw error;
    });
    return this.#discovered;
  }

  async #discover(): Promise<Portico> {
    const { portalUrl, clientId, clientSecret } = this.#options;
    const secret = oidc.ClientSecretBasic(clientSecret);
    // Plain http, which openid-client rightly refuses unasked: all of the demo is on loopback.
    const options = { execute: [oidc.allowInsecureRequests], timeout: timeoutSeconds };
    const configuration = await oidc.discovery(new URL(portalUrl), clientId, undefined, secret, options);
    return { configuration, DPoP: oidc.getDPoPHandle(configuration, await this.#keyPair) };
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
