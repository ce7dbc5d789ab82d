import * as oauth from "oauth4webapi";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import type { UpstreamToken } from "./upstream-token-cells.ts";

type RevocableToken = Pick<UpstreamToken, "accessToken" | "refreshToken">;

/**
 * Takes a token back at the provider: by its own API, or by RFC 7009 where discovery offers it.
 *
 * Shape:  `true` when the provider confirmed it, `false` when it offers no way. Errors: whatever went wrong on the way.
 * Spec:   RFC 7009 §2.1 (a revoked refresh token takes its access tokens along).
 */
export async function revokeAtProvider(provider: Provider, token: RevocableToken): Promise<boolean> {
  const { settings, fetch, dialect } = provider;
  if (dialect.revoke) return dialect.revoke(settings, fetch, token.accessToken);
  const metadata = await provider.metadata();
  if (!metadata.revocation_endpoint) return false;
  const response = await oauth.revocationRequest(
    metadata,
    { client_id: settings.clientId },
    provider.clientAuth(metadata).auth,
    (token.refreshToken ?? token.accessToken).reveal(),
    {
      [oauth.customFetch]: (url, init) => fetch(url, init as RequestInit),
      [oauth.allowInsecureRequests]: true,
      additionalParameters: { token_type_hint: token.refreshToken ? "refresh_token" : "access_token" },
    },
  );
  await oauth.processRevocationResponse(response);
  return true;
}
