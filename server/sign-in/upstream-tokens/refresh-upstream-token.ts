import * as oauth from "oauth4webapi";
import { Secret } from "#server/crypto/secret.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import { plainTokenAnswer } from "./token-endpoint-error.ts";
import type { TokenValues, UpstreamToken } from "./upstream-token-cells.ts";

/**
 * One refresh at the provider.
 *
 * Shape:  the stored token → the values to store instead; a refresh token that the provider doesn't replace is kept.
 * Errors: oauth4webapi's ResponseBodyError with the provider's `error`; AppError when it can't be reached.
 * Spec:   RFC 6749 §6.
 */
export async function refreshAtProvider(
  provider: Provider,
  token: UpstreamToken,
  refreshToken: Secret,
  nowSeconds: () => number,
): Promise<TokenValues> {
  const metadata = await provider.metadata();
  const client: oauth.Client = { client_id: provider.settings.clientId };
  const response = await oauth.refreshTokenGrantRequest(
    metadata,
    client,
    provider.clientAuth(metadata).auth,
    refreshToken.reveal(),
    {
      [oauth.customFetch]: async (url, init) =>
        plainTokenAnswer(await provider.fetch(url, init as RequestInit), provider.dialect),
      // The guarded fetch decides: https everywhere but on this computer.
      [oauth.allowInsecureRequests]: true,
    },
  );
  const answer = await oauth.processRefreshTokenResponse(metadata, client, response);
  return {
    accessToken: new Secret(answer.access_token),
    refreshToken: answer.refresh_token ? new Secret(answer.refresh_token) : refreshToken,
    idToken: undefined,
    tokenType: answer.token_type,
    scope: answer.scope ?? token.scopes.join(" "),
    accessTokenExpiresAtSeconds: answer.expires_in ? nowSeconds() + answer.expires_in : undefined,
  };
}
