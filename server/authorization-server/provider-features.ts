import { type Configuration, errors } from "oidc-provider";
import { registrationFeatures } from "#server/authorization-server/clients/client-registration.ts";
import { mayIntrospect } from "#server/authorization-server/tokens/introspection-policy.ts";
import type { ProviderParts } from "./provider-parts.ts";

/** What of oidc-provider is on, and what Portico lets it do there. */
export function providerFeatures(
  parts: Pick<
    ProviderParts,
    "settings" | "clients" | "resources" | "certificates" | "accountIsLive" | "onIntrospected" | "release"
  >,
): NonNullable<Configuration["features"]> {
  const { settings, clients, resources } = parts;
  return {
    devInteractions: { enabled: false },
    claimsParameter: { enabled: true },
    clientCredentials: { enabled: true },
    jwtIntrospection: { enabled: true },
    jwtUserinfo: { enabled: true },
    introspection: {
      enabled: true,
      allowedPolicy: async (ctx, client, token) => {
        const caller = { clientId: client.clientId, isPublic: client.clientAuthMethod === "none" };
        if (!mayIntrospect(clients, caller, token)) return false;
        // An app that was taken out of the settings is gone, and its tokens with it.
        if (!(await ctx.oidc.provider.Client.find(String(token.clientId)))) return false;
        const accountId = "accountId" in token ? token.accountId : undefined;
        if (accountId !== undefined && !(await parts.accountIsLive(accountId, token.clientId))) return false;
        if ("grantId" in token && typeof token.grantId === "string") parts.onIntrospected(token.grantId);
        if (token.kind === "AccessToken") {
          // What the library's answer begins with; it writes its own members over it.
          token.extra = { ...token.extra, ...(await parts.release.inToken(ctx, "introspection", token)) };
        }
        return true;
      },
    },
    revocation: {
      enabled: true,
      allowedPolicy: (_ctx, client, token) => {
        if (token.clientId === client.clientId) return true;
        // RFC 7009 §2.1: the request is refused with an error, and the token stays.
        throw new errors.InvalidRequest("this token was not issued to this client");
      },
    },
    pushedAuthorizationRequests: { enabled: true },
    dPoP: { enabled: true },
    ...registrationFeatures(settings),
    ...(parts.certificates ? { mTLS: parts.certificates.feature } : {}),
    deviceFlow: { enabled: true, charset: "base-20", mask: "****-****" },
    // Announced in discovery; answered by end-session.ts and backchannel-logout.ts before the library gets to it.
    rpInitiatedLogout: { enabled: true },
    backchannelLogout: { enabled: true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo: resources.getResourceServerInfo,
      defaultResource: resources.defaultResource,
      useGrantedResource: (ctx) => clients.find(ctx.oidc.client?.clientId ?? "")?.apiTokenFirst === true,
    },
  };
}
