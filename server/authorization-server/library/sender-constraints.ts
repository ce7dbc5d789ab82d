import type { X509Certificate } from "node:crypto";
import type Provider from "oidc-provider";
import { errors, type KoaContextWithOIDC } from "oidc-provider";
import certificateThumbprint from "oidc-provider/lib/helpers/certificate_thumbprint.js";
import { checkDpopRequired, checkMtlsCert } from "oidc-provider/lib/helpers/sender_constraints.js";
import validateDpop, { checkDpopReplay } from "oidc-provider/lib/helpers/validate_dpop.js";
import instance from "oidc-provider/lib/helpers/weak_cache.js";

/** A request that the library's grant doesn't get to see still has to prove possession of the key (RFC 9449 §5). */
export async function requireProofOf(provider: Provider, ctx: KoaContextWithOIDC, thumbprint: string): Promise<void> {
  const proof = await validateDpop(provider, ctx);
  if (proof?.thumbprint !== thumbprint) throw new errors.InvalidGrant("failed jkt verification");
  await checkDpopReplay(provider, ctx, proof, ctx.oidc.client?.clientId ?? "");
}

/** A request that the library's grant doesn't get to see still has to show its token's certificate (RFC 8705 §4). */
export function requireCertificateOf(provider: Provider, ctx: KoaContextWithOIDC, thumbprint: string): void {
  const certificate = instance(provider).features.mTLS.getCertificate(ctx);
  if (!certificate || certificateThumbprint(certificate) !== thumbprint) {
    throw new errors.InvalidGrant("failed x5t#S256 verification");
  }
}

/**
 * Binds a token that a grant of ours issues to the key of the request's DPoP proof (RFC 9449 §5), or to its client certificate
 * (RFC 8705 §3). A client that is held to either gets none without it.
 */
export async function bindToSender(
  provider: Provider,
  ctx: KoaContextWithOIDC,
  token: { setThumbprint(kind: "jkt" | "x5t", of: string | X509Certificate): void },
): Promise<void> {
  const certificate = checkMtlsCert(provider, ctx);
  if (certificate) token.setThumbprint("x5t", certificate);
  const proof = await validateDpop(provider, ctx);
  checkDpopRequired(provider, ctx, proof);
  if (!proof) return;
  await checkDpopReplay(provider, ctx, proof, ctx.oidc.client?.clientId ?? "");
  token.setThumbprint("jkt", proof.thumbprint);
}
