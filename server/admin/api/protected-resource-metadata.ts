import { adminApiIdentifier, adminApiPath } from "#server/config/administration/admin-resource.ts";
import { adminScopes } from "#server/config/administration/admin-scopes.ts";
import type { Settings } from "#server/config/settings.ts";
import type { ApiAnswer } from "./answer-output.ts";

/** RFC 9728 §3.1: the well-known part stands before the resource's path. */
export const metadataPath = `/.well-known/oauth-protected-resource${adminApiPath}`;

/** Where a program gets tokens for the API, and with which scopes (RFC 9728 §2). */
export function protectedResourceMetadata({
  publicUrl,
  mutualTls,
}: Pick<Settings, "publicUrl" | "mutualTls">): ApiAnswer {
  const metadata = {
    resource: adminApiIdentifier(publicUrl),
    authorization_servers: [publicUrl],
    scopes_supported: adminScopes,
    bearer_methods_supported: ["header"],
    resource_name: "Portico administration",
    resource_documentation: `${publicUrl}/admin/api`,
    dpop_signing_alg_values_supported: ["ES256", "RS256", "PS256", "EdDSA", "Ed25519"],
    ...(mutualTls ? { tls_client_certificate_bound_access_tokens: true } : {}),
  };
  return { status: 200, headers: {}, body: JSON.stringify(metadata) };
}
