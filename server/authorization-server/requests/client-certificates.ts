import { X509Certificate } from "node:crypto";
import type { IncomingMessage } from "node:http";
import type { Configuration, KoaContextWithOIDC } from "oidc-provider";
import type { Settings } from "#server/config/settings.ts";
import { createTrustedProxies, plainAddress } from "#server/http/trusted-proxies.ts";

interface ShownCertificate {
  certificate: X509Certificate;
  /** The proxy found it issued by an authority that it trusts. */
  verified: boolean;
}

type MutualTlsFeature = NonNullable<NonNullable<Configuration["features"]>["mTLS"]>;

export interface ClientCertificates {
  /** Takes the headers off every request; a trusted proxy's headers are remembered. */
  read(request: IncomingMessage): void;
  feature: MutualTlsFeature;
}

/**
 * Client certificates, as the proxy that ends TLS saw them.
 *
 * Shape:  a PEM, URL-encoded (nginx's $ssl_client_escaped_cert), or DER in base64 between colons (RFC 9440).
 * Errors: what can't be read, or stands twice, is no certificate; the library refuses clients that need one.
 * Spec:   RFC 8705 §2 (authentication), §3 (tokens bound to a certificate).
 */
export function createClientCertificates(
  settings: Pick<Settings, "mutualTls" | "trustedProxies">,
): ClientCertificates | undefined {
  const { mutualTls } = settings;
  if (!mutualTls) return undefined;
  const isTrusted = createTrustedProxies(settings.trustedProxies);
  const shown = new WeakMap<IncomingMessage, ShownCertificate>();
  const of = (ctx: KoaContextWithOIDC): ShownCertificate | undefined => shown.get(ctx.req);

  return {
    read(request) {
      const certificates = request.headersDistinct[mutualTls.certificateHeader] ?? [];
      const verified = request.headersDistinct[mutualTls.verifiedHeader] ?? [];
      delete request.headers[mutualTls.certificateHeader];
      delete request.headers[mutualTls.verifiedHeader];
      if (!isTrusted(plainAddress(request.socket.remoteAddress ?? ""))) return;
      const certificate = certificates.length === 1 ? readCertificate(certificates[0] ?? "") : undefined;
      if (certificate) shown.set(request, { certificate, verified: verified.join() === "SUCCESS" });
    },
    feature: {
      enabled: true,
      certificateBoundAccessTokens: true,
      tlsClientAuth: true,
      selfSignedTlsClientAuth: true,
      getCertificate: (ctx) => of(ctx)?.certificate,
      certificateAuthorized: (ctx) => of(ctx)?.verified === true,
      certificateSubjectMatches: (ctx, property, expected) =>
        property === "tls_client_auth_subject_dn" && subjectOf(of(ctx)?.certificate) === expected,
    },
  };
}

const onePem = /^-----BEGIN CERTIFICATE-----[A-Za-z0-9+/=\s]+-----END CERTIFICATE-----\s*$/;

function readCertificate(value: string): X509Certificate | undefined {
  try {
    const [, der] = /^:([A-Za-z0-9+/]+={0,2}):$/.exec(value) ?? [];
    if (der) return new X509Certificate(Buffer.from(der, "base64"));
    const pem = decodeURIComponent(value);
    // Exactly one: of two (headers that were joined on the way), it is unknown which the caller showed.
    return onePem.test(pem) ? new X509Certificate(pem) : undefined;
  } catch {
    return undefined;
  }
}

/** RFC 4514 §2.1: the last part first. Node lists them the other way round, a line each, already escaped. */
function subjectOf(certificate: X509Certificate | undefined): string | undefined {
  return certificate?.subject.split("\n").reverse().join(",");
}
