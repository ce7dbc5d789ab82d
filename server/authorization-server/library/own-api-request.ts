import type { IncomingMessage, ServerResponse } from "node:http";
import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import als from "oidc-provider/lib/helpers/als.js";
import certificateThumbprint from "oidc-provider/lib/helpers/certificate_thumbprint.js";
import validateDpop, { checkDpopReplay } from "oidc-provider/lib/helpers/validate_dpop.js";
import instance from "oidc-provider/lib/helpers/weak_cache.js";

/** The name under which the library's code runs for a request to one of the portal's own APIs. */
export const ownApiRoute = "own_api";

export type AccessToken = InstanceType<Provider["AccessToken"]> | InstanceType<Provider["ClientCredentials"]>;

/**
 * Runs work for a request that the library has no route for as it runs its own (`OIDCContext`, the asynchronous context of
 * `Provider.ctx`): `url` is what DPoP proofs must name.
 */
export function runForOwnApi<T>(
  provider: Provider,
  { request, response, url }: { request: IncomingMessage; response: ServerResponse; url: string },
  work: (ctx: KoaContextWithOIDC) => Promise<T>,
): Promise<T> {
  const ctx = provider.createContext(request, response) as unknown as KoaContextWithOIDC;
  Object.assign(ctx, { _matchedRouteName: ownApiRoute });
  const { OIDCContext } = provider as unknown as { OIDCContext: new (of: object) => KoaContextWithOIDC["oidc"] };
  const oidc = Object.assign(new OIDCContext(ctx), { urlFor: () => url });
  Object.defineProperty(ctx, "oidc", { value: oidc });
  return als.run(ctx, () => work(ctx));
}

/**
 * The access token in the Authorization header, with the proof that its sender may use it: what the library does for userinfo
 * (`getValidateAccessToken`), for tokens of clients as well.
 *
 * Errors: InvalidToken, InvalidDpopProof, InvalidRequest of the library.
 * Spec:   RFC 6750 §2.1; RFC 9449 §7; RFC 8705 §3.
 */
export async function requireAccessToken(
  provider: Provider,
  ctx: KoaContextWithOIDC,
): Promise<{ token: AccessToken; value: string }> {
  const value = ctx.oidc.getAccessToken({ acceptDPoP: true, acceptQueryParam: false });
  const proof = await validateDpop(provider, ctx, value);
  const token = await findAccessToken(provider, value);
  requireCertificate(provider, ctx, token);
  if (proof) await checkDpopReplay(provider, ctx, proof, String(token.clientId), errors.InvalidToken);
  if (proof && !token.jkt) throw new errors.InvalidToken("access token is not bound to the key of the DPoP proof");
  if (token.jkt && token.jkt !== proof?.thumbprint) throw new errors.InvalidToken("failed jkt verification");
  return { token, value };
}

/** An access token that has not ended. Errors: InvalidToken. */
export async function findAccessToken(provider: Provider, value: string): Promise<AccessToken> {
  const token = (await provider.AccessToken.find(value)) ?? (await provider.ClientCredentials.find(value));
  if (!token?.isValid) throw new errors.InvalidToken("access token not found");
  return token;
}

function requireCertificate(provider: Provider, ctx: KoaContextWithOIDC, token: AccessToken): void {
  const bound = token["x5t#S256"];
  if (bound === undefined) return;
  const certificate = instance(provider).features.mTLS.getCertificate(ctx);
  if (!certificate || certificateThumbprint(certificate) !== bound) {
    throw new errors.InvalidToken("failed x5t#S256 verification");
  }
}
