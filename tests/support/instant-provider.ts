import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import Provider from "oidc-provider";

/**
 * An OpenID provider that signs every visitor in without a page, as `person`.
 *
 * @param person claims beside `sub`; those of `profile` and `email` are given.
 */
export async function startInstantProvider(
  redirectUri: string,
  { sub, ...claims }: { sub: string; [claim: string]: unknown } = { sub: "bench" },
) {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = { clientId: "peer", clientSecret: "a secret for the bench" };
  const provider = new Provider(issuer, {
    clients: [{ client_id: client.clientId, client_secret: client.clientSecret, redirect_uris: [redirectUri] }],
    features: { devInteractions: { enabled: false } },
    pkce: { required: () => false },
    claims: { openid: ["sub"], profile: ["name"], email: ["email", "email_verified"] },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: () => ({ accountId: sub, claims: () => ({ sub, ...claims }) }),
    async loadExistingGrant(ctx) {
      const grant = new ctx.oidc.provider.Grant({
        clientId: ctx.oidc.client?.clientId ?? "",
        accountId: ctx.oidc.session?.accountId ?? "",
      });
      grant.addOIDCScope("openid profile email");
      await grant.save();
      return grant;
    },
  });
  const callback = provider.callback();
  server.on("request", (request, response) => {
    if (request.url?.startsWith("/interaction/")) {
      void provider.interactionFinished(request, response, { login: { accountId: sub } });
    } else {
      void callback(request, response);
    }
  });
  return {
    issuer,
    ...client,
    close: () => new Promise((resolve) => server.close(resolve)),
  };
}
