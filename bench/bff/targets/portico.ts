import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { createAccounts } from "#server/accounts/create-accounts.ts";
import { createPersonReader } from "#server/accounts/person/person-reader.ts";
import { createRoleService } from "#server/accounts/roles/create-role-service.ts";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createRoleAssignmentStore } from "#server/accounts/roles/role-assignment-store.ts";
import { createAuditStore } from "#server/audit/audit-store.ts";
import { createAuditLog } from "#server/audit/create-audit-log.ts";
import { createAuthorizationServer } from "#server/authorization-server/create-authorization-server.ts";
import { createBff } from "#server/bff/create-bff.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { loadSettings } from "#server/config/load-settings.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import { openDatabase } from "#server/database/database.ts";
import { createFrontDoor } from "#server/front-door/front-door.ts";
import { bffRoom } from "#server/front-door/portal-rooms.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { createSigned } from "#server/http/signed/create-signed.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { createKeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import { listenAndSayReady } from "./say-ready.ts";

// Portico's real rooms, wired as server/compose.ts does, without pages and providers: front door, vault, sealed
// cookies, database, authorization server (whose JWT for this API is attached), BFF.
const apiUrl = process.env["API_URL"] ?? "";
const sessionCount = Number(process.env["SESSIONS"] ?? 1);
const directory = mkdtempSync(join(tmpdir(), "portico-bench-"));
const config = {
  // Any provider, so that this is no demo; no person signs in.
  providers: [{ id: "bench", type: "oidc", issuer: "https://bench.example", clientId: "bench" }],
  apis: { bench: { target: apiUrl, token: "user" } },
  resources: [{ identifier: `${apiUrl}/`, name: "Bench", accessTokenFormat: process.env["TOKEN_FORMAT"] ?? "opaque" }],
};
writeFileSync(join(directory, "config.json"), JSON.stringify(config));
writeFileSync(
  join(directory, "portico.config.ts"),
  `import config from "./config.json" with { type: "json" }; export default config;`,
);

const port = Number(process.env["BENCH_PORT"] ?? 24050);
const settings = await loadSettings({ PORT: String(port), PORTICO_DATA_DIR: directory }, directory);
const log = createLogger("error");
const database = await openDatabase(settings.database);
const catalog = createCatalog(settings);
const keys = new KeyRing(settings.secrets);
const cipher = new TokenCipher(keys);
const auditStore = createAuditStore(database);
const audit = createAuditLog(auditStore, log);
const people = createPersonReader({ settings, catalog });
const keepAnAdmin = createKeepAnAdmin({ settings, catalog, people });
const roleStore = createRoleAssignmentStore(database);
const roles = createRoleService({
  settings,
  store: roleStore,
  people,
  catalog,
  keepAnAdmin,
  rolesWithinReach: async (_, roles) => roles,
  audit,
});
const accounts = createAccounts({
  catalog,
  store: createAccountStore(database),
  people,
  roles,
  auditStore,
  audit,
});
const vault = createSessionVault({
  settings,
  people,
  keys,
  database,
  audit,
});
const authorizationServer = await createAuthorizationServer({
  settings,
  catalog,
  database,
  keys,
  cipher,
  vault,
  accounts,
  people,
  ...createSigned(keys, settings.secure),
  audit,
  log,
});
const bff = createBff({
  settings,
  catalog,
  vault,
  audit,
  log,
  ownTokens: authorizationServer.ownTokens,
  upstreamTokens: {
    forSession: () => Promise.reject(new Error("no providers in the bench")),
    stillHeld: async () => true,
    revokeOfSession: async () => [],
    onChanged: () => () => {},
  },
  signOut: () => Promise.reject(new Error("nobody signs out in the bench")),
  acceptLogoutToken: () => Promise.reject(new Error("no providers in the bench")),
  keptReturnPaths: createKeptReturnPaths(database),
  notify: database.notify,
  rateLimiter: createMemoryRateLimiter(() => Math.floor(Date.now() / 1000)),
});
const server = createFrontDoor({
  settings,
  catalog,
  log,
  development: false,
  rateLimiter: createMemoryRateLimiter(() => Math.floor(Date.now() / 1000)),
  hot: bffRoom(bff),
  roomOf: () => ({ kind: "own", handle: bff.handle }),
  upgrade: (request, socket, head) => bff.handleUpgrade(request, socket, head),
});

const cookies: string[] = [];
for (let index = 0; index < sessionCount; index++) {
  const { userId, identityId } = await accounts.resolve({
    providerId: "bench",
    issuer: "https://bench.example",
    subject: String(index),
    displayName: `Person ${index}`,
    username: undefined,
    email: undefined,
    emailVerified: false,
    pictureUrl: undefined,
    locale: undefined,
  });
  const { opaqueId } = await vault.start({
    userId,
    identityId,
    providerId: "bench",
    upstreamSid: undefined,
    acr: undefined,
    amr: [],
    authTimeSeconds: Math.floor(Date.now() / 1000),
    replaces: undefined,
  });
  cookies.push((await vault.setCookieHeader(opaqueId)).split(";", 1)[0] ?? "");
}

process.on("SIGTERM", () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
});
await listenAndSayReady(server, { prefix: "/bff/api/bench", cookies, headers: { "X-CSRF": "1" } }, port);
