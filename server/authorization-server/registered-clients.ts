import { createHash } from "node:crypto";
import type { AdapterPayload } from "oidc-provider";
import type { ClientSettings } from "#server/config/settings.ts";
import { hashRecordId, type OidcRecordStore } from "./oidc-record-store.ts";

const capacity = 1_000;
const secretMark = "sha256:";

/** An app that registered itself, in oidc-provider's words and in ours. */
export interface RegisteredClient {
  metadata: AdapterPayload;
  settings: ClientSettings;
}

/**
 * Apps that registered themselves (RFC 7591). A registration never changes, so what was read once stays true.
 *
 * Shape: their secrets are kept as SHA-256 only; the registration's answer is the one time that a secret is told.
 */
export interface RegisteredClients {
  /** Only of what this process has read before; whoever handles a client's request has. */
  find(clientId: string): ClientSettings | undefined;
  load(clientId: string): Promise<RegisteredClient | undefined>;
  save(clientId: string, metadata: AdapterPayload): Promise<void>;
}

export function createRegisteredClients(store: Pick<OidcRecordStore, "find" | "save">): RegisteredClients {
  const known = new Map<string, RegisteredClient>();
  return {
    find: (clientId) => known.get(clientId)?.settings,
    async load(clientId) {
      const before = known.get(clientId);
      if (before) return before;
      const record = await store.find("Client", hashRecordId(clientId));
      if (!record) return undefined;
      const client = { metadata: record.payload, settings: toSettings(clientId, record.payload) };
      const [oldest] = known.size >= capacity ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
      known.set(clientId, client);
      return client;
    },
    save: (clientId, metadata) =>
      store.save({
        model: "Client",
        idHash: hashRecordId(clientId),
        payload: withHashedSecret(metadata),
        grantId: undefined,
        familyId: undefined,
        expiresAt: undefined,
      }),
  };
}

function withHashedSecret(metadata: AdapterPayload): AdapterPayload {
  const { client_secret: secret, ...rest } = metadata as AdapterPayload & { client_secret?: string };
  if (secret === undefined) return rest;
  const hash = createHash("sha256").update(secret).digest("base64url");
  return { ...rest, client_secret: secretMark + hash } as AdapterPayload;
}

/** Nobody vouches for it, and it has no API: the consent page says so, and resource-policy.ts holds it to that. */
function toSettings(clientId: string, payload: AdapterPayload): ClientSettings {
  const metadata = payload as Record<string, unknown>;
  const text = (field: string) => (typeof metadata[field] === "string" ? metadata[field] : undefined);
  const list = (field: string) => (Array.isArray(metadata[field]) ? metadata[field].map(String) : []);
  const secret = text("client_secret");
  return {
    clientId,
    secretHashes: secret?.startsWith(secretMark) ? [secret.slice(secretMark.length)] : [],
    name: text("client_name") ?? clientId,
    redirectUris: list("redirect_uris"),
    postLogoutRedirectUris: list("post_logout_redirect_uris"),
    backchannelLogoutUri: undefined,
    grantTypes: list("grant_types") as ClientSettings["grantTypes"],
    tokenEndpointAuthMethod: text("token_endpoint_auth_method") as ClientSettings["tokenEndpointAuthMethod"],
    jwksUri: text("jwks_uri"),
    idTokenAlgorithm: (text("id_token_signed_response_alg") ?? "RS256") as ClientSettings["idTokenAlgorithm"],
    signedUserinfo: text("userinfo_signed_response_alg") !== undefined,
    scopes: text("scope")?.split(" ") ?? [],
    optionalScopes: [],
    resources: [],
    introspects: [],
    applicationType: text("application_type") === "native" ? "native" : "web",
    clientUri: text("client_uri"),
    logoUri: undefined,
    termsUri: text("tos_uri"),
    policyUri: text("policy_uri"),
    firstParty: false,
    reviewed: false,
    requirePkce: true,
    requirePushedAuthorizationRequests: metadata["require_pushed_authorization_requests"] === true,
    requireDpop: metadata["dpop_bound_access_tokens"] === true,
  };
}
