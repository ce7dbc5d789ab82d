import { setTimeout as wait } from "node:timers/promises";
import { z } from "zod";
import type { AdminServices } from "#server/admin/admin-services.ts";
import type { AdminApiDeps } from "#server/admin/api/create-admin-api.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import { defineOperation, defineStream } from "#server/admin/operation.ts";
import { pageInput, pageOf } from "#server/admin/shapes.ts";
import type { AuditEntry } from "#server/audit/audit-event.ts";
import { adminApiIdentifier } from "#server/config/administration/admin-resource.ts";
import { adminScopes } from "#server/config/administration/admin-scopes.ts";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import {
  basic,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "./authorization-server-harness.ts";
import { obtainCode, type RawClient, type TokenAnswer, tokenRequest } from "./raw-client.ts";

const issuer = "https://portal.example";
export const adminAudience = adminApiIdentifier(issuer);
export const opsSecret = "the secret of the operations desk";
export const deskApp: RawClient = {
  clientId: "desk-app",
  secret: "the secret of the desk's app",
  redirectUri: "https://desk.example/callback",
};

const scopes = ["portico.admin", "portico.admin.read", "portico.admin.users", "portico.admin.users.read"];
const config: PorticoConfig = {
  ...testConfig,
  trustedProxies: ["127.0.0.1"],
  mutualTls: {},
  clients: [
    ...testConfig.clients,
    {
      clientId: "ops",
      clientSecret: opsSecret,
      name: "Operations desk",
      grantTypes: ["client_credentials"],
      scopes: [...adminScopes, "calendar:read"],
      resources: [adminAudience, "https://api.example/calendar"],
    },
    {
      clientId: "bound-ops",
      clientSecret: "the secret of the bound desk",
      name: "Bound desk",
      grantTypes: ["client_credentials"],
      scopes,
      resources: [adminAudience],
      certificateBoundTokens: true,
    },
    {
      clientId: deskApp.clientId,
      clientSecret: deskApp.secret,
      name: "Desk",
      redirectUris: [deskApp.redirectUri],
      scopes: ["openid", "offline_access", ...scopes],
      resources: [adminAudience],
    },
  ],
};

/** Operations of each kind, on a list in memory. */
function testOperations(entries: Map<string, { id: string; name: string; revision: number }>, ended: string[]) {
  const entry = z.object({ id: z.string(), name: z.string(), revision: z.number() });
  const found = (id: string) => {
    const one = entries.get(id);
    if (!one) throw new AppError("admin_target_not_found");
    return one;
  };
  return {
    "users.list": defineOperation({
      method: "GET",
      path: "/users",
      permission: "users.read",
      summary: "Lists",
      input: z.strictObject({ ...pageInput, role: z.array(z.string()).optional(), active: z.boolean().optional() }),
      output: pageOf(entry).extend({ asked: z.unknown() }),
      async run(_, asked) {
        const ids = [...entries.keys()].filter((id) => asked.after === undefined || id > asked.after).sort();
        const page = ids.slice(0, asked.limit);
        return { items: page.map(found), next: ids.length > page.length ? (page.at(-1) ?? null) : null, asked };
      },
    }),
    "users.get": defineOperation({
      method: "GET",
      path: "/users/{id}",
      permission: "users.read",
      summary: "Reads",
      input: z.strictObject({ id: z.string() }),
      output: entry,
      run: async (_, { id }) => found(id),
    }),
    "users.change": defineOperation({
      method: "PATCH",
      path: "/users/{id}",
      permission: "users.write",
      changesRevision: true,
      summary: "Changes",
      input: z.strictObject({
        id: z.string(),
        name: z.string().min(1),
        tags: z.record(z.string(), z.number()).optional(),
      }),
      output: entry,
      async run({ ifMatch }, { id, name }) {
        const before = found(id);
        if (ifMatch !== undefined && ifMatch !== String(before.revision)) throw new AppError("revision_conflict");
        const after = { id, name, revision: before.revision + 1 };
        entries.set(id, after);
        return after;
      },
    }),
    "users.create": defineOperation({
      method: "POST",
      path: "/users",
      permission: "users.write",
      summary: "Makes",
      input: z.strictObject({
        name: z.string(),
        slow: z.boolean().optional(),
        fail: z.boolean().optional(),
        breakOff: z.boolean().optional(),
      }),
      output: entry.extend({ secret: z.string() }),
      async run(_, { name, slow, fail, breakOff }) {
        if (slow) await wait(300);
        if (fail) throw new AppError("entry_in_settings");
        const made = { id: `made-${entries.size}`, name, revision: 1 };
        entries.set(made.id, made);
        if (breakOff) throw new Error("the answer of the database got lost");
        return { ...made, secret: `shown once ${made.id}` };
      },
    }),
    "users.disable": defineOperation({
      method: "POST",
      path: "/users/{id}/disable",
      permission: "users.write",
      needsFreshSignIn: true,
      summary: "Ends",
      input: z.strictObject({ id: z.string() }),
      output: z.object({ id: z.string() }),
      run: async (_, { id }) => ({ id: found(id).id }),
    }),
    "users.delete": defineOperation({
      method: "DELETE",
      path: "/users/{id}",
      permission: "users.write",
      summary: "Deletes",
      input: z.strictObject({ id: z.string(), reason: z.string().optional() }),
      output: z.object({ reason: z.string().optional() }),
      run: async (_, { id, reason }) => (entries.delete(id) ? { reason } : { reason: "nothing" }),
    }),
    "audit.follow": defineStream({
      method: "GET",
      path: "/audit-events/follow",
      permission: "audit.read",
      summary: "Follows",
      stream: true,
      input: z.strictObject({ most: z.coerce.number().default(1_000_000), failAt: z.coerce.number().optional() }),
      output: z.object({ id: z.number(), text: z.string() }),
      async run({ signal }, { most, failAt }) {
        return (async function* () {
          try {
            for (let id = 0; id < most && !signal.aborted; id++) {
              if (id === failAt) throw new AppError("database_unavailable");
              yield { id, text: "x".repeat(200) };
            }
          } finally {
            ended.push("follow");
          }
        })();
      },
    }),
  };
}

/** The API of the administration behind the real front door and authorization server, over operations of each kind. */
export async function startAdminApiWorld(
  database: Database,
  change: Partial<PorticoConfig> = {},
  administration: Partial<AdminApiDeps> = {},
) {
  const entries = new Map<string, { id: string; name: string; revision: number }>();
  const ended: string[] = [];
  const recorded: AuditEntry[] = [];
  const roles = new Map<string, readonly string[]>();
  const table = testOperations(entries, ended);
  const admin = createAdmin({
    table,
    services: {} as unknown as AdminServices,
    audit: { record: (event) => void recorded.push(event), flush: async () => {} },
    findSession: async () => null,
  });
  const harness: Harness = await startAuthorizationServer(
    database,
    { ...config, ...change },
    { issuer, administration: { admin, table, rolesOf: async (userId) => roles.get(userId) ?? [], ...administration } },
  );

  async function clientToken(
    scope = "portico.admin",
    more: Record<string, string> = {},
    headers = {},
  ): Promise<string> {
    const form = { grant_type: "client_credentials", scope, resource: adminAudience, ...more };
    const answer = await harness.form("/oauth2/token", form, { ...basic("ops", opsSecret), ...headers });
    const body = (await answer.json()) as { access_token?: string };
    if (!body.access_token) throw new Error(JSON.stringify(body));
    return body.access_token;
  }

  return {
    harness,
    entries,
    ended,
    recorded,
    roles,
    clientToken,
    async personToken(who: SignedIn, scope = "openid portico.admin"): Promise<string> {
      const code = await obtainCode(harness, who, deskApp, { scope, resource: adminAudience, prompt: "consent" });
      const answer = await tokenRequest(harness, deskApp, { ...code, resource: adminAudience });
      return ((await answer.json()) as TokenAnswer).access_token;
    },
    call(path: string, { token, json, headers, ...init }: CallInit = {}): Promise<Response> {
      return fetch(`${harness.url}/admin/api/v1${path}`, {
        redirect: "manual",
        ...init,
        headers: {
          ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
          ...(json === undefined ? {} : { "content-type": "application/json" }),
          ...headers,
        },
        ...(json === undefined ? {} : { body: JSON.stringify(json) }),
      });
    },
  };
}

export type AdminApiWorld = Awaited<ReturnType<typeof startAdminApiWorld>>;

interface CallInit extends Omit<RequestInit, "headers"> {
  token?: string;
  json?: unknown;
  headers?: Record<string, string>;
}
