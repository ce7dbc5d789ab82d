import * as oidc from "openid-client";
import type { PersonId } from "#demo/people.ts";
import { testCredentials, testPortalUrl } from "#demo/start-test-demo.ts";
import { choosePerson } from "./choose-person.ts";

export interface SignInOptions {
  scope?: string;
  cookie?: string;
  params?: Record<string, string>;
}

/** A strict, independent relying party in Portico's place, by openid-client. For tests. */
export async function standInFor(issuer: string, provider: "google" | "microsoft") {
  const { clientId, clientSecret } = testCredentials(`portico-at-${provider}`);
  const callbackId = provider === "google" ? "google" : "microsoft-entra-id";
  const redirectUri = `${testPortalUrl}/api/auth/callback/${callbackId}`;
  const configuration = await oidc.discovery(
    new URL(issuer),
    clientId,
    undefined,
    provider === "google" ? oidc.ClientSecretPost(clientSecret) : oidc.ClientSecretBasic(clientSecret),
    // http on loopback.
    { execute: [oidc.allowInsecureRequests, oidc.enableNonRepudiationChecks] },
  );
  const start = async (options: SignInOptions = {}) => {
    const codeVerifier = oidc.randomPKCECodeVerifier();
    const state = oidc.randomState();
    const nonce = oidc.randomNonce();
    const url = oidc.buildAuthorizationUrl(configuration, {
      redirect_uri: redirectUri,
      scope: options.scope ?? "openid email profile",
      state,
      nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(codeVerifier),
      code_challenge_method: "S256",
      ...options.params,
    });
    return { url, checks: { pkceCodeVerifier: codeVerifier, expectedState: state, expectedNonce: nonce } };
  };
  return {
    configuration,
    redirectUri,
    start,
    async signIn(person: PersonId, options: SignInOptions = {}) {
      const { url, checks } = await start(options);
      const { callback, cookie } = await choosePerson(url, person, options.cookie);
      const tokens = await oidc.authorizationCodeGrant(configuration, callback, { ...checks, idTokenExpected: true });
      return { tokens, callback, cookie, checks };
    },
  };
}

export type StandIn = Awaited<ReturnType<typeof standInFor>>;
