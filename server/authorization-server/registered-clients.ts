import type { AdapterPayload } from "oidc-provider";
import type { ClientSettings } from "#server/config/settings.ts";
import type { Notifier } from "#server/database/notifier.ts";
import { secretHashesOf, withHashedSecret } from "./hashed-client-secret.ts";
import { clientChangedChannel, type RegisteredClientStore } from "./registered-client-store.ts";

const capacity = 1_000;

/** An app that registered itself, in oidc-provider's words and in ours. */
export interface RegisteredClient {
  metadata: AdapterPayload;
  settings: ClientSettings;
}

/**
 * Apps that registered themselves (RFC 7591), remembered until they change in whichever process.
 *
 * Shape: their secrets are kept as SHA-256 only; the registration's answer is the one time that a secret is told.
 * Races: a read during which something changed is repeated; a process without its listener reads every time.
 */
export interface RegisteredClients {
  /** Only of what this process has read before; whoever handles a client's request has. */
  find(clientId: string): ClientSettings | undefined;
  load(clientId: string): Promise<RegisteredClient | undefined>;
  save(clientId: string, metadata: AdapterPayload): Promise<void>;
  /** With everything that people allowed it: its tokens are dead when this resolves, in every process. */
  remove(clientId: string): Promise<void>;
  close(): void;
}

export function createRegisteredClients(
  store: RegisteredClientStore,
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">,
): RegisteredClients {
  const known = new Map<string, RegisteredClient>();
  let changes = 0;
  const stops = [
    notify.subscribe(clientChangedChannel, (clientId) => {
      changes++;
      known.delete(clientId);
    }),
    notify.onListeningChange(() => {
      changes++;
      known.clear();
    }),
  ];

  async function read(clientId: string): Promise<RegisteredClient | undefined> {
    for (;;) {
      const before = changes;
      const metadata = await store.find(clientId);
      if (changes !== before) continue;
      known.delete(clientId);
      if (!metadata) return undefined;
      const client = toRegisteredClient(clientId, metadata);
      const [oldest] = known.size >= capacity ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
      known.set(clientId, client);
      return client;
    }
  }

  return {
    find: (clientId) => known.get(clientId)?.settings,
    load: async (clientId) => (notify.listening ? known.get(clientId) : undefined) ?? read(clientId),
    save: (clientId, metadata) => store.save(clientId, withHashedSecret(metadata)),
    remove: store.remove,
    close: () => stops.forEach((stop) => void stop()),
  };
}

export function toRegisteredClient(clientId: string, metadata: AdapterPayload): RegisteredClient {
  return { metadata, settings: toSettings(clientId, metadata) };
}

/** Nobody vouches for it, and it has no API: the consent page says so, and resource-policy.ts holds it to that. */
function toSettings(clientId: string, payload: AdapterPayload): ClientSettings {
  const metadata = payload as Record<string, unknown>;
  const text = (field: string) => (typeof metadata[field] === "string" ? metadata[field] : undefined);
  const list = (field: string) => (Array.isArray(metadata[field]) ? metadata[field].map(String) : []);
  return {
    clientId,
    secretHashes: secretHashesOf(payload),
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
    exchangeScopes: [],
    applicationType: text("application_type") === "native" ? "native" : "web",
    clientUri: text("client_uri"),
    logoUri: undefined,
    termsUri: text("tos_uri"),
    policyUri: text("policy_uri"),
    firstParty: false,
    reviewed: false,
    requirePkce: true,
    tlsClientAuthSubjectDn: undefined,
    certificateBoundTokens: false,
    requirePushedAuthorizationRequests: metadata["require_pushed_authorization_requests"] === true,
    requireDpop: metadata["dpop_bound_access_tokens"] === true,
  };
}
