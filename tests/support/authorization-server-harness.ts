import { once } from "node:events";
import { createAccessPolicyStore } from "#server/access/access-policy-store.ts";
import { createAccessPolicy } from "#server/access/create-access-policy.ts";
import { createAccountControl } from "#server/accounts/account-control.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { createAccounts } from "#server/accounts/create-accounts.ts";
import { createPersonReader } from "#server/accounts/person/person-reader.ts";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { type AdminApiDeps, createAdminApi } from "#server/admin/api/create-admin-api.ts";
import { createIdempotencyKeys } from "#server/admin/api/idempotency-keys.ts";
import { createIdempotencyStore } from "#server/admin/api/idempotency-store.ts";
import { createAuditStore } from "#server/audit/audit-store.ts";
import { createAuditLog } from "#server/audit/create-audit-log.ts";
import { createRefusalLog } from "#server/audit/refusals/create-refusal-log.ts";
import { createRefusalStore } from "#server/audit/refusals/refusal-store.ts";
import { createAnswerAddresses } from "#server/authorization-server/answer-addresses.ts";
import { createConnectedApps } from "#server/authorization-server/connected-apps/create-connected-apps.ts";
import { createAuthorizationServer } from "#server/authorization-server/create-authorization-server.ts";
import { statusListStaleSeconds } from "#server/authorization-server/status-lists/status-list-terms.ts";
import { type CatalogStores, createCatalog } from "#server/catalog/create-catalog.ts";
import { createCatalogEntryStore } from "#server/catalog/managed/catalog-entry-store.ts";
import { createManagedCatalog } from "#server/catalog/managed/create-managed-catalog.ts";
import { createManagedSources } from "#server/catalog/managed/managed-sources.ts";
import type { Attributes } from "#server/claims/attribute-value.ts";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import type { Database } from "#server/database/database.ts";
import { createEndAccessOfProvider } from "#server/end-access-of-provider.ts";
import { createForwardAuth } from "#server/forward-auth/create-forward-auth.ts";
import { createFrontDoor } from "#server/front-door/front-door.ts";
import { portalRooms } from "#server/front-door/portal-rooms.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { createSigned } from "#server/http/signed/create-signed.ts";
import { createMemoryRateLimiter, type RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { createKeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SignOut } from "#server/sessions/sign-out.ts";
import { CookieBrowser } from "./cookie-browser.ts";
import { findFreePorts } from "./free-ports.ts";
import { testRoles } from "./test-roles.ts";
import { testSettings } from "./test-settings.ts";

export const calendarAudience = "https://api.example/calendar";
export const roomsAudience = "https://api.example/rooms";
export const notesAudience = "https://api.example/notes";
export const buddyRedirect = "https://buddy.example/callback";
export const buddySecret = "the secret of Calendar Buddy";

/** One of each kind of client, in the words of portico.config.ts. */
export const testConfig = {
  resources: [
    {
      identifier: calendarAudience,
      name: "Calendar",
      translations: { de: { name: "Kalender" } },
      scopes: ["calendar:read", "calendar:write"],
    },
    { identifier: roomsAudience, name: "Rooms", scopes: ["rooms:read", "rooms:write"] },
    { identifier: notesAudience, name: "Notes", scopes: ["notes:read"], accessTokenFormat: "jwt" },
  ],
  clients: [
    {
      clientId: "calendar-buddy",
      clientSecret: buddySecret,
      name: "Calendar Buddy",
      redirectUris: [buddyRedirect],
      postLogoutRedirectUris: ["https://buddy.example/"],
      scopes: ["openid", "profile", "email", "offline_access", "calendar:read", "calendar:write", "notes:read"],
      optionalScopes: ["email", "calendar:write"],
      resources: [calendarAudience, notesAudience],
    },
    {
      clientId: "spa",
      name: "Single Page",
      redirectUris: ["https://spa.example/callback"],
      scopes: ["openid", "profile", "offline_access", "calendar:read"],
      resources: [calendarAudience],
    },
    {
      clientId: "house-app",
      clientSecret: "the secret of the house app",
      name: "House App",
      redirectUris: ["https://house.example/callback"],
      scopes: ["openid", "profile", "calendar:read"],
      resources: [calendarAudience],
      firstParty: true,
    },
    {
      clientId: "tv-guide",
      name: "TV Guide",
      clientUri: "https://tv.example/",
      grantTypes: ["urn:ietf:params:oauth:grant-type:device_code", "refresh_token"],
      scopes: ["openid", "profile", "offline_access", "calendar:read"],
      optionalScopes: ["profile"],
      resources: [calendarAudience],
    },
    {
      clientId: "calendar-api",
      clientSecret: "the secret of the calendar API",
      name: "Calendar API",
      grantTypes: ["client_credentials", "urn:ietf:params:oauth:grant-type:token-exchange"],
      scopes: ["notes:read", "rooms:read"],
      resources: [notesAudience, roomsAudience],
      introspects: [calendarAudience],
      exchangeScopes: ["notes:read", "rooms:read"],
    },
    {
      clientId: "night-report",
      clientSecret: "the secret of Night Report",
      name: "Night Report",
      grantTypes: ["client_credentials"],
      scopes: ["calendar:read"],
      resources: [calendarAudience],
    },
  ],
} satisfies PorticoConfig;

export interface SignedIn {
  session: LiveSession;
  browser: CookieBrowser;
}

const noLimit: RateLimiter = {
  take: (_key, limit) => ({ allowed: true, limit, remaining: limit, resetSeconds: 60 }),
  close: async () => {},
};

/** What a provider may say or not. */
interface SaidByProvider {
  acr?: string;
  username?: string;
  groups?: readonly string[];
  attributes?: Attributes;
}

export type Harness = Awaited<ReturnType<typeof startAuthorizationServer>>;

/**
 * The authorization server behind the real front door, with its route table, forward auth, vault, accounts and audit log; only
 * pages are missing. Limits per address are off unless the configuration sets them: a file's tests share one address.
 */
export async function startAuthorizationServer(
  database: Database,
  config: PorticoConfig = testConfig,
  {
    issuer: givenIssuer,
    sources: givenSources,
    managed,
    administration,
  }: {
    issuer?: string;
    sources?: Omit<CatalogStores, "notify" | "log">;
    /** With the entries of the database. */
    managed?: boolean;
    /** What the API of the administration calls; without, it has no operations. */
    administration?: Partial<AdminApiDeps>;
  } = {},
) {
  const port = await findFreePorts(1);
  const url = `http://127.0.0.1:${port}`;
  // A second process of one portal has the first one's issuer, and an address of its own.
  const issuer = givenIssuer ?? url;
  const settings = testSettings(config, { publicUrl: issuer, port });
  const keys = new KeyRing(settings.secrets);
  const logged: string[] = [];
  const log = createLogger("warn", { write: (line) => logged.push(line) });
  const cipher = new TokenCipher(keys);
  const entries = createCatalogEntryStore(database);
  const sources = managed ? createManagedSources({ store: entries, file: settings, cipher, log }) : givenSources;
  const catalog = createCatalog(settings, sources && { ...sources, notify: database.notify, log });
  await catalog.refresh();
  const auditStore = createAuditStore(database);
  const audit = createAuditLog(auditStore, log);
  const store = createAccountStore(database);
  const policyStore = createAccessPolicyStore(database);
  const policy = createAccessPolicy({ settings, catalog, database: { store: policyStore, notify: database.notify } });
  const people = createPersonReader({ settings, catalog, policy });
  const accounts = createAccounts({ catalog, store, people, roles: testRoles(database, settings), auditStore, audit });
  const vault = createSessionVault({
    settings,
    people,
    keys,
    database,
    audit,
  });
  const signed = createSigned(keys, settings.secure);
  const server = await createAuthorizationServer({
    settings,
    catalog,
    database,
    keys,
    cipher,
    vault,
    accounts,
    people,
    ...signed,
    audit,
    log,
  });
  const endsWithAccount = [vault.endWithAccount, server.endWithAccount];
  const keepAnAdmin = createKeepAnAdmin({ settings, catalog, people });
  const accountControl = createAccountControl({ store, ends: endsWithAccount, keepAnAdmin, audit });
  const { endClient, narrowClient } = server;
  const endAccessOfProvider = createEndAccessOfProvider({
    catalog,
    vault,
    authorizationServer: server,
    endTokensOfProvider: async () => 0,
  });
  const ends = { endClient, narrowClient, endAccessOfProvider };
  const managedCatalog = createManagedCatalog({ file: settings, store: entries, cipher, ends, keepAnAdmin });
  const connectedApps = createConnectedApps({ catalog, database, audit, statusListStaleSeconds });
  const rateLimiter = config.rateLimits ? createMemoryRateLimiter(() => Math.floor(Date.now() / 1000)) : noLimit;
  const signOut: SignOut = async (session) => {
    await vault.end(session, "signed_out");
    return { providerId: session.providerId, providerName: session.providerId, upstream: [] };
  };
  const adminApi = createAdminApi({
    settings,
    admin: { callUnchecked: async () => undefined },
    tokens: server.ownApiTokens,
    idempotency: createIdempotencyKeys({ store: createIdempotencyStore(database), cipher }),
    rolesOf: async () => [],
    permissionsOfRole: () => [],
    signedInAtSeconds: async (sessionId) => (await vault.find(sessionId, { slide: false }))?.authTimeSeconds,
    log,
    table: {},
    ...administration,
  });
  const keptReturnPaths = createKeptReturnPaths(database);
  const forwardAuth = createForwardAuth({
    settings,
    keys,
    database,
    vault,
    signOut,
    rateLimiter,
    keptReturnPaths,
    audit,
    log,
  });
  const refusals = createRefusalLog(createRefusalStore(database), log);
  const http = createFrontDoor({
    settings,
    onRefused: refusals.note,
    catalog,
    log,
    development: false,
    rateLimiter,
    roomOf: portalRooms({
      authorizationServer: server,
      forwardAuth,
      adminApi,
      health: async () => ({ ready: true, away: [] }),
      pages: (_request, response) => void response.writeHead(404, { "content-type": "text/plain" }).end("a page"),
    }),
    answerAddress: createAnswerAddresses(server),
    upgrade: (_request, socket) => void socket.destroy(),
  });
  http.listen(port, "127.0.0.1");
  await once(http, "listening");

  async function startSession(userName: string, replaces?: LiveSession, said: SaidByProvider = {}) {
    const { acr, username, groups = [], attributes = {} } = said;
    const { userId, identityId } = await accounts.resolve({
      providerId: "google",
      issuer: "https://accounts.example",
      subject: userName,
      displayName: userName,
      username,
      email: `${userName.toLowerCase().split(" ")[0]}@example.com`,
      emailVerified: true,
      pictureUrl: "https://pictures.example/1.svg",
      locale: "en",
      groups,
      attributes,
    });
    return vault.start({
      userId,
      identityId,
      providerId: "google",
      upstreamSid: undefined,
      acr,
      amr: ["pwd"],
      groups,
      authTimeSeconds: Math.floor(Date.now() / 1000),
      replaces,
    });
  }

  return {
    url,
    issuer,
    settings,
    catalog,
    managedCatalog,
    server,
    connectedApps,
    vault,
    accounts,
    accountControl,
    people,
    policyStore,
    audit,
    auditStore,
    refusals,
    database,
    keys,
    logged,

    newBrowser: () => new CookieBrowser(issuer, url),

    /** Signs somebody in, in a new browser or again in one that they have. */
    async signIn(userName = "Ada Lovelace", again?: SignedIn, said: SaidByProvider = {}): Promise<SignedIn> {
      const { session, opaqueId } = await startSession(userName, again?.session, said);
      const browser = again?.browser ?? new CookieBrowser(issuer, url);
      browser.store(await vault.setCookieHeader(opaqueId));
      return { session, browser };
    },

    form: (path: string, body: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(url + path, {
        method: "POST",
        headers: { accept: "application/json", ...headers },
        body: new URLSearchParams(body),
      }),

    async close() {
      adminApi.close();
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      await rateLimiter.close();
      await server.close();
      vault.close();
      policy.close();
      catalog.close();
      await audit.flush();
      await refusals.flush();
    },
  };
}

export function basic(clientId: string, secret: string): { authorization: string } {
  const encoded = [clientId, secret].map(encodeURIComponent).join(":");
  return { authorization: `Basic ${Buffer.from(encoded).toString("base64")}` };
}
