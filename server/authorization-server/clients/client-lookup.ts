import { createHash, timingSafeEqual } from "node:crypto";
import type { AdapterPayload, ClientMetadata } from "oidc-provider";
import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import { isStandardScope } from "#server/claims/standard-scopes.ts";
import { bffClientId } from "#server/config/clients/bff-client-id.ts";
import type { ClientSettings } from "#server/config/settings.ts";
import { createOpenedResources } from "./opened-resources.ts";
import type { RegisteredClients } from "./registered-clients.ts";

/**
 * Finds any client by its id: one of the catalog, or else one that describes itself (self-described-clients.ts) with what is
 * opened to its kind. In the portal's words, and in oidc-provider's.
 */
export interface ClientLookup {
  /** From memory. An app that describes itself is found after `load`, which each of its requests begins with. */
  find(clientId: string): ClientSettings | undefined;
  load(clientId: string): Promise<ClientSettings | undefined>;
  /** Whether it is in the catalog. Other apps get only what resources open to their kind. */
  isListed(clientId: string): boolean;
  /** Compares with every accepted secret in constant time. */
  secretMatches(clientId: string, secret: string): boolean;
  /** What the library is given at its start: the settings' clients, which stay as they are, and the BFF's own. */
  metadata(): ClientMetadata[];
  /** Redirect addresses of the catalog's public clients, which run in browsers. The same array until a client changes. */
  publicRedirectUris(): readonly string[];
  /** A client of the catalog that may change while the process runs, for the library to ask at each use. */
  listedMetadata(clientId: string): AdapterPayload | undefined;
}

export function createClientLookup(
  { clients, resources }: Pick<Catalog, "clients" | "resources">,
  registered?: Pick<RegisteredClients, "find" | "load">,
  claimScopes: readonly string[] = [],
): ClientLookup {
  const opened = derivedFrom(resources, createOpenedResources);
  // The catalog can't have the BFF's id (settle-clients.ts); an entry that has it all the same is no client.
  const listed = (clientId: string) => (clientId === bffClientId ? undefined : clients.find(clientId));
  const find = (clientId: string) => listed(clientId) ?? opened().giveTo(registered?.find(clientId));
  const toMetadata = (client: ClientSettings) => clientMetadata(client, claimScopes);
  const publicRedirectUris = derivedFrom(clients, (list) =>
    list.filter((client) => authMethod(client) === "none").flatMap((client) => toMetadata(client).redirect_uris ?? []),
  );
  const isFixed = ({ clientId }: ClientSettings) =>
    clientId !== bffClientId && clients.originOf(clientId) === "settings";
  return {
    find,
    load: async (clientId) => find(clientId) ?? opened().giveTo((await registered?.load(clientId))?.settings),
    isListed: (clientId) => listed(clientId) !== undefined,
    secretMatches(clientId, secret) {
      const given = createHash("sha256").update(secret).digest();
      const accepted = find(clientId)?.secretHashes ?? [];
      // No early exit: two secrets at a time are for rotation, and timing must not show which one matched.
      return accepted.reduce((matched, hash) => equal(given, Buffer.from(hash, "base64url")) || matched, false);
    },
    metadata: () => [...clients.list().filter(isFixed).map(toMetadata), bffMetadata],
    publicRedirectUris,
    listedMetadata(clientId) {
      const client = listed(clientId);
      return client && !isFixed(client) ? toMetadata(client) : undefined;
    },
  };
}

function equal(left: Buffer, right: Buffer): boolean {
  return left.length === right.length && timingSafeEqual(left, right);
}

/** Present so that tokens issued to it resolve to a client; without a usable secret and without any grant. */
const bffMetadata: ClientMetadata = {
  client_id: bffClientId,
  client_name: "Portico",
  client_secret: "none of its secrets is accepted",
  redirect_uris: [],
  response_types: [],
  grant_types: [],
};

/** A client of the catalog in the words of oidc-provider. */
export function clientMetadata(client: ClientSettings, claimScopes: readonly string[]): ClientMetadata {
  const usesCode = client.grantTypes.includes("authorization_code");
  // oidc-provider checks these only; the scopes of APIs are limited per resource (resource-policy.ts).
  const scope = client.scopes.filter((name) => isStandardScope(name) || claimScopes.includes(name)).join(" ");
  return {
    client_id: client.clientId,
    client_name: client.name,
    // The secret itself is never known here: compareClientSecret is replaced. The library insists on a value.
    ...(client.secretHashes.length > 0 ? { client_secret: `sha256:${client.secretHashes.join(",")}` } : {}),
    redirect_uris: usesCode ? client.redirectUris : [],
    response_types: usesCode ? ["code"] : [],
    grant_types: client.grantTypes,
    token_endpoint_auth_method: authMethod(client),
    application_type: client.applicationType,
    post_logout_redirect_uris: client.postLogoutRedirectUris,
    id_token_signed_response_alg: client.idTokenAlgorithm,
    ...(client.signedUserinfo ? { userinfo_signed_response_alg: client.idTokenAlgorithm } : {}),
    introspection_signed_response_alg: "ES256",
    ...(client.requirePushedAuthorizationRequests ? { require_pushed_authorization_requests: true } : {}),
    ...(client.certificateBoundTokens ? { tls_client_certificate_bound_access_tokens: true } : {}),
    ...(client.tlsClientAuthSubjectDn ? { tls_client_auth_subject_dn: client.tlsClientAuthSubjectDn } : {}),
    ...(client.requireDpop ? { dpop_bound_access_tokens: true } : {}),
    ...(scope ? { scope } : {}),
    ...(client.backchannelLogoutUri
      ? { backchannel_logout_uri: client.backchannelLogoutUri, backchannel_logout_session_required: true }
      : {}),
    ...(client.frontchannelLogoutUri
      ? { frontchannel_logout_uri: client.frontchannelLogoutUri, frontchannel_logout_session_required: true }
      : {}),
    ...(client.jwksUri ? { jwks_uri: client.jwksUri } : {}),
    ...(client.clientUri ? { client_uri: client.clientUri } : {}),
    ...(client.logoUri ? { logo_uri: client.logoUri } : {}),
    ...(client.termsUri ? { tos_uri: client.termsUri } : {}),
    ...(client.policyUri ? { policy_uri: client.policyUri } : {}),
  };
}

function authMethod(client: ClientSettings): NonNullable<ClientMetadata["token_endpoint_auth_method"]> {
  if (client.tokenEndpointAuthMethod) return client.tokenEndpointAuthMethod;
  if (client.secretHashes.length > 0) return "client_secret_basic";
  return client.jwksUri ? "private_key_jwt" : "none";
}
