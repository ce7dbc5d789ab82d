import * as oauth from "oauth4webapi";
import { githubUrls } from "#server/sign-in/providers/github-provider.ts";
import type { Provider } from "#server/sign-in/providers/provider-registry.ts";
import type { UpstreamToken } from "./upstream-token-store.ts";

type RevocableToken = Pick<UpstreamToken, "accessToken" | "refreshToken">;

/**
 * Takes a token back at the provider: RFC 7009 where discovery offers it, GitHub by its own API.
 *
 * Shape:  `true` when the provider confirmed it, `false` when it offers no way. Errors: whatever went wrong on the way.
 * Spec:   RFC 7009 §2.1 (a revoked refresh token takes its access tokens along).
 */
export async function revokeAtProvider(provider: Provider, token: RevocableToken): Promise<boolean> {
  if (provider.settings.id === "github") return revokeAtGithub(provider, token);
  const metadata = await provider.metadata();
  if (!metadata.revocation_endpoint) return false;
  const response = await oauth.revocationRequest(
    metadata,
    { client_id: provider.settings.clientId },
    provider.clientAuth(metadata).auth,
    (token.refreshToken ?? token.accessToken).reveal(),
    {
      [oauth.customFetch]: (url, init) => provider.fetch(url, init as RequestInit),
      [oauth.allowInsecureRequests]: true,
      additionalParameters: { token_type_hint: token.refreshToken ? "refresh_token" : "access_token" },
    },
  );
  await oauth.processRevocationResponse(response);
  return true;
}

/** GitHub REST API, "Delete an app token": authenticated as the application. */
async function revokeAtGithub({ settings, fetch }: Provider, token: RevocableToken): Promise<boolean> {
  const secret = settings.clientSecret?.reveal();
  if (!secret) return false;
  const { api } = githubUrls(settings);
  const credentials = Buffer.from(`${settings.clientId}:${secret}`).toString("base64");
  const response = await fetch(`${api}/applications/${encodeURIComponent(settings.clientId)}/token`, {
    method: "DELETE",
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Basic ${credentials}`,
      "content-type": "application/json",
      "user-agent": "portico",
    },
    body: JSON.stringify({ access_token: token.accessToken.reveal() }),
  });
  // 404: GitHub doesn't know the token any more.
  return response.status === 204 || response.status === 404;
}
