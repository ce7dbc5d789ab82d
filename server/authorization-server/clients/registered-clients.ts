import { type AdapterPayload, errors } from "oidc-provider";
import type { ClientSettings } from "#server/config/settings.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import { secretHashesOf, withHashedSecret } from "./hashed-client-secret.ts";
import { isOpenRegistration } from "./open-registration.ts";
import { clientChangedChannel, type RegisteredClientStore } from "./registered-client-store.ts";

const capacity = 1_000;
/** Until an app that registered without a token is deleted, unless a person allows it before. */
const unallowedSeconds = 7 * 24 * 60 * 60;
const mostUnallowed = 1_000;
/** How long a new registration is kept in any case, because its person may be signing in. */
const undisturbedSeconds = 30 * 60;

/** An app that registered itself, in oidc-provider's words and in ours. */
export interface RegisteredClient {
  metadata: AdapterPayload;
  settings: ClientSettings;
  /** Set until a person has allowed an app that registered without a token. */
  expiresAtMs?: number | undefined;
}

/**
 * Apps that registered themselves (RFC 7591), in memory until one of the processes changes them.
 *
 * Shape: their secrets are stored as SHA-256 only; the answer to the registration is the only one that has the secret.
 * Races: a read during which something changed is repeated; a process without its listener reads every time.
 */
export interface RegisteredClients {
  /** Only what this process has read before: each request of a client begins with `load`. */
  find(clientId: string): ClientSettings | undefined;
  load(clientId: string): Promise<RegisteredClient | undefined>;
  save(clientId: string, metadata: AdapterPayload): Promise<void>;
  /** With everything that people allowed it: its tokens are dead when this resolves, in every process. */
  remove(clientId: string): Promise<void>;
  close(): void;
}

export interface SelfRegisteredClients extends RegisteredClients {
  /** Stores the app without an end, because a person allowed it. */
  allow(clientId: string, metadata: AdapterPayload): Promise<void>;
}

/** Errors: `save` throws TemporarilyUnavailable when too many apps registered without a token lately. */
export function createRegisteredClients(
  store: RegisteredClientStore,
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">,
  nowMs: () => number = Date.now,
): SelfRegisteredClients {
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
      const stored = await store.find(clientId);
      if (changes !== before) continue;
      known.delete(clientId);
      if (!stored) return undefined;
      const client = { ...toRegisteredClient(clientId, stored.payload), expiresAtMs: stored.expiresAt?.getTime() };
      const [oldest] = known.size >= capacity ? known.keys() : [];
      if (oldest !== undefined) known.delete(oldest);
      known.set(clientId, client);
      return client;
    }
  }

  const remembered = (clientId: string) => {
    const client = known.get(clientId);
    return client && (client.expiresAtMs ?? Number.POSITIVE_INFINITY) > nowMs() ? client : undefined;
  };

  /** Apps that no person has allowed are at most `mostUnallowed`. */
  async function saveUnallowed(clientId: string, metadata: AdapterPayload): Promise<void> {
    const after = (seconds: number) => new Date(nowMs() + seconds * 1000);
    if (!(await store.makeRoom(mostUnallowed, after(unallowedSeconds - undisturbedSeconds)))) {
      const full = new errors.TemporarilyUnavailable("too many apps registered lately: try again later");
      throw Object.assign(full, { status: 503, statusCode: 503 });
    }
    await store.save(clientId, metadata, after(unallowedSeconds));
  }

  return {
    find: (clientId) => remembered(clientId)?.settings,
    load: async (clientId) => (notify.listening ? remembered(clientId) : undefined) ?? read(clientId),
    save: (clientId, metadata) =>
      isOpenRegistration(clientId)
        ? saveUnallowed(clientId, withHashedSecret(metadata))
        : store.save(clientId, withHashedSecret(metadata)),
    allow: (clientId, metadata) => store.save(clientId, metadata),
    async remove(clientId) {
      await store.remove(clientId);
    },
    close: () => stops.forEach((stop) => void stop()),
  };
}

export function toRegisteredClient(clientId: string, metadata: AdapterPayload): RegisteredClient {
  return { metadata, settings: toSettings(clientId, metadata) };
}

/** Not reviewed, which the consent page says, and without an API but those opened to its kind (opened-resources.ts). */
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
    frontchannelLogoutUri: text("frontchannel_logout_uri"),
    grantTypes: list("grant_types") as ClientSettings["grantTypes"],
    tokenEndpointAuthMethod: text("token_endpoint_auth_method") as ClientSettings["tokenEndpointAuthMethod"],
    jwksUri: text("jwks_uri"),
    idTokenAlgorithm: (text("id_token_signed_response_alg") ?? "RS256") as ClientSettings["idTokenAlgorithm"],
    signedUserinfo: text("userinfo_signed_response_alg") !== undefined,
    claimsInIdToken: false,
    claims: {},
    apiTokenFirst: false,
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
