import type { PorticoConfig } from "#server/config/config-schema.ts";

/** A client as the suite knows it: enough to ask for a code and to authenticate. */
export interface SuiteClient {
  clientId: string;
  redirectUri: string;
  authentication: "client_secret_basic" | "client_secret_post" | "private_key_jwt";
  secret: string;
}

export const postLogoutRedirectUri = "https://suite.example/post_logout_redirect";

function secretClient(clientId: string, authentication: SuiteClient["authentication"]): SuiteClient {
  return {
    clientId,
    redirectUri: `https://suite.example/${clientId}/callback`,
    authentication,
    secret: `the secret of ${clientId}, long enough`,
  };
}

export const client = secretClient("suite-client", "client_secret_basic");
export const client2 = secretClient("suite-client-2", "client_secret_basic");
export const postClient = secretClient("suite-client-post", "client_secret_post");
export const logoutClient = secretClient("suite-logout-client", "client_secret_basic");
export const frontchannelClient = secretClient("suite-frontchannel-client", "client_secret_basic");
/** Beside its redirect address, as Front-Channel Logout 1.0 §2 wants. */
export const frontchannelLogoutUri = "https://suite.example/frontchannel_logout";
/** FAPI 2.0 wants keys instead of secrets. */
export const fapiClient = secretClient("fapi-client", "private_key_jwt");
export const fapiClient2 = secretClient("fapi-client-2", "private_key_jwt");

/** Where the suite listens itself: its clients' public keys, and back-channel logout. */
export interface SuiteAddresses {
  jwksUri(clientId: string): string;
  backchannelLogoutUri: string;
}

/** The suite's clients, registered as an operator would for a certification run. */
export function suiteConfig(addresses: SuiteAddresses): PorticoConfig {
  const registered = (who: SuiteClient) => ({
    clientId: who.clientId,
    name: who.clientId,
    redirectUris: [who.redirectUri],
    postLogoutRedirectUris: [postLogoutRedirectUri],
    scopes: ["openid", "profile", "email", "offline_access"],
  });
  const bySecret = (who: SuiteClient) => ({
    ...registered(who),
    clientSecret: who.secret,
    tokenEndpointAuthMethod: who.authentication,
    // The basic plan sends PKCE in one module only. Everybody else's clients have it required.
    requirePkce: false,
  });
  const byKey = (who: SuiteClient) => ({
    ...registered(who),
    tokenEndpointAuthMethod: who.authentication,
    jwksUri: addresses.jwksUri(who.clientId),
    requirePushedAuthorizationRequests: true,
    requireDpop: true,
  });
  return {
    clients: [
      bySecret(client),
      bySecret(client2),
      bySecret(postClient),
      { ...bySecret(logoutClient), backchannelLogoutUri: addresses.backchannelLogoutUri },
      { ...bySecret(frontchannelClient), frontchannelLogoutUri },
      byKey(fapiClient),
      byKey(fapiClient2),
    ],
  };
}
