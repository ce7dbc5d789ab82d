import type { ResolvedConfig } from "#server/config/config-schema.ts";
import type { ClientConfig } from "./client-schema.ts";

/** What is wrong with a client's certificate settings: which field, what, and what to do. */
export function mutualTlsMistakes(
  client: Omit<ClientConfig, "clientSecret" | "clientSecretHash" | "allow">,
  config: Pick<ResolvedConfig, "mutualTls">,
  broken: ReadonlySet<string>,
): { field: string; problem: string; fix: string }[] {
  const mistakes: { field: string; problem: string; fix: string }[] = [];
  const method = client.tokenEndpointAuthMethod;
  const byCertificate = method === "tls_client_auth" || method === "self_signed_tls_client_auth";
  if ((byCertificate || client.certificateBoundTokens) && !config.mutualTls && !broken.has("mutualTls")) {
    mistakes.push({
      field: byCertificate ? "tokenEndpointAuthMethod" : "certificateBoundTokens",
      problem: "Portico sees no client certificates.",
      fix: "Set mutualTls, and trustedProxies to the proxy that ends TLS.",
    });
  }
  if ((method === "tls_client_auth") !== (client.tlsClientAuthSubjectDn !== undefined)) {
    mistakes.push({
      field: "tlsClientAuthSubjectDn",
      problem: "It belongs to tls_client_auth, and tls_client_auth needs it.",
      fix: "Write the certificate's subject as `openssl x509 -noout -subject -nameopt RFC2253` prints it.",
    });
  }
  if (method === "self_signed_tls_client_auth" && !client.jwksUri) {
    mistakes.push({
      field: "jwksUri",
      problem: "A self-signed certificate is known by the client's JWKS.",
      fix: "Serve a JWKS whose keys have x5c.",
    });
  }
  if (client.certificateBoundTokens && client.requireDpop) {
    mistakes.push({
      field: "certificateBoundTokens",
      problem: "A token is bound to a certificate or to a DPoP key, not to both.",
      fix: "Remove one of them.",
    });
  }
  return mistakes;
}
