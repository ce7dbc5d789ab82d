import { randomBytes } from "node:crypto";
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
import { createGrantStore } from "#server/authorization-server/grants/grant-store.ts";
import { createOidcRecordStore, hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { loadSettings } from "#server/config/load-settings.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { TokenCipher } from "#server/crypto/token-cipher.ts";
import { openDatabase } from "#server/database/database.ts";
import { createFrontDoor } from "#server/front-door/front-door.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { createSigned } from "#server/http/signed/create-signed.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import { listenAndSayReady } from "../../bff/targets/say-ready.ts";
import {
  apiScope,
  audience,
  benchClient,
  codeChallenge,
  openidScopes,
  redirectUri,
  refreshTokenCount,
} from "../bench-client.ts";
import { serveCodes } from "../mint-server.ts";

// Portico's real rooms, wired as server/compose.ts does: front door with its rate limits, vault, accounts, audit log,
// authorization server; on DATABASE_URL, or embedded.
const port = Number(process.env["BENCH_PORT"] ?? 24061);
const directory = mkdtempSync(join(tmpdir(), "portico-bench-"));
const config = {
  providers: [{ id: "bench", type: "oidc", issuer: "https://bench.example", clientId: "bench" }],
  resources: [{ identifier: audience, name: "Calendar", scopes: [apiScope] }],
  clients: [
    {
      clientId: benchClient.id,
      clientSecret: benchClient.secret,
      name: "Bench",
      redirectUris: [redirectUri],
      grantTypes: ["authorization_code", "client_credentials", "refresh_token"],
      scopes: [...openidScopes, apiScope],
      resources: [audience],
      introspects: [audience],
    },
  ],
  rateLimits: { tokenPerMinute: 1_000_000_000 },
};
writeFileSync(join(directory, "config.json"), JSON.stringify(config));
writeFileSync(
  join(directory, "portico.config.ts"),
  `import config from "./config.json" with { type: "json" }; export default config;`,
);
const databaseUrl = process.env["DATABASE_URL"];
const settings = await loadSettings(
  { PORT: String(port), PORTICO_DATA_DIR: directory, ...(databaseUrl ? { DATABASE_URL: databaseUrl } : {}) },
  directory,
);
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
const signed = createSigned(keys, settings.secure);
const parts = { settings, catalog, database, keys, cipher, vault, accounts, people, ...signed, audit, log };
const authorizationServer = await createAuthorizationServer(parts);

const { userId } = await accounts.resolve({
  providerId: "bench",
  issuer: "https://bench.example",
  subject: "ada",
  displayName: "Ada",
  username: undefined,
  email: undefined,
  emailVerified: false,
  pictureUrl: undefined,
  locale: undefined,
});
const nowSeconds = Math.floor(Date.now() / 1000);
const nothing = { openidScopes: [], claims: [], resourceScopes: {} };
const consent = { openidScopes, claims: [], resourceScopes: { [audience]: [apiScope] }, rejected: nothing };
const grantId = await createGrantStore(database).apply(userId, benchClient.id, consent, nowSeconds);
const records = createOidcRecordStore(database);
const refreshTokens: string[] = [];
for (let index = 0; index < refreshTokenCount; index++) {
  const value = `ptc_rt_${randomBytes(32).toString("base64url")}`;
  const exp = nowSeconds + 86_400;
  await records.save({
    model: "RefreshToken",
    idHash: hashRecordId(value),
    payload: {
      kind: "RefreshToken",
      iat: nowSeconds,
      iiat: nowSeconds,
      exp,
      accountId: userId,
      clientId: benchClient.id,
      grantId,
      gty: "authorization_code",
      scope: [...openidScopes, apiScope].join(" "),
      resource: audience,
    },
    grantId,
    familyId: hashRecordId(`family of ${value}`),
    expiresAt: new Date(exp * 1000),
  });
  refreshTokens.push(value);
}

const mintUrl = await serveCodes(async () => {
  const value = `ptc_ac_${randomBytes(32).toString("base64url")}`;
  const now = Math.floor(Date.now() / 1000);
  const exp = now + 60;
  await records.save({
    model: "AuthorizationCode",
    idHash: hashRecordId(value),
    payload: {
      ...{ kind: "AuthorizationCode", iat: now, exp, accountId: userId, clientId: benchClient.id, grantId },
      ...{ gty: "authorization_code", scope: [...openidScopes, apiScope].join(" "), resource: audience, redirectUri },
      ...{ codeChallenge, codeChallengeMethod: "S256", authTime: now },
    },
    grantId,
    familyId: hashRecordId(value),
    expiresAt: new Date(exp * 1000),
  });
  return value;
});

const server = createFrontDoor({
  settings,
  catalog,
  log,
  development: false,
  rateLimiter: createMemoryRateLimiter(() => Math.floor(Date.now() / 1000)),
  roomOf: () => ({ kind: "protocol", handle: authorizationServer.handle }),
  upgrade: (_, socket) => void socket.destroy(),
});
process.on("SIGTERM", () => {
  rmSync(directory, { recursive: true, force: true });
  process.exit(0);
});
await listenAndSayReady(server, { prefix: "", cookies: [], headers: {}, refreshTokens, mintUrl }, port);
