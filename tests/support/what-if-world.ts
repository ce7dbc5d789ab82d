import type { StoredRules } from "#server/access/access-policy-store.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import {
  type WhatIfAnswer,
  type WhatIfQuestion,
  whatIfAnswer,
  whatIfQuestion,
} from "#server/admin/explain/what-if/what-if-shapes.ts";
import { createRefusalStore } from "#server/audit/refusals/refusal-store.ts";
import { createExplainServices } from "#server/compose-explain.ts";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import {
  calendarAudience,
  notesAudience,
  startAuthorizationServer,
  testConfig,
} from "./authorization-server-harness.ts";
import { type ApiDraft, startBff, startRecordingApi } from "./bff-harness.ts";
import { HostBrowser } from "./host-browser.ts";
import type { RawClient } from "./raw-client.ts";
import { send } from "./reverse-proxy.ts";

const issuer = "https://portal.example";
export const wiki = "https://wiki.example";
export const staffRoom = "https://staff.example";

const secretOf = (clientId: string) => `the secret of ${clientId}`;
const app = (clientId: string, more: object = {}) => ({
  clientId,
  clientSecret: secretOf(clientId),
  name: clientId,
  redirectUris: [`https://${clientId}.example/callback`],
  scopes: ["openid", "profile", "email", "offline_access", "groups", "department", "calendar:read", "notes:read"],
  resources: [calendarAudience, notesAudience],
  ...more,
});

/** The client of one of the apps below. */
export const rawApp = (clientId: string): RawClient => ({
  clientId,
  redirectUri: `https://${clientId}.example/callback`,
  secret: clientId === "phone" ? undefined : secretOf(clientId),
});

const config = {
  ...testConfig,
  trustedProxies: ["127.0.0.1"],
  providers: [
    { id: "google", clientId: "portal", issuer: "https://accounts.example", groupsClaim: "groups" },
    { id: "other", clientId: "portal", issuer: "https://other.example", linkVerifiedEmail: false },
  ],
  access: { emailDomains: ["example.com"] },
  forwardAuth: { origins: [wiki, staffRoom], allow: { "staff.example": { groups: ["google:staff"] } } },
  claims: {
    department: { from: "department", scope: "department", in: ["id_token", "userinfo", "access_token"] },
    wide: { from: "wide", scope: "department", in: ["userinfo"] },
  },
  scopes: { department: { title: "Department", description: "Where you work" } },
  clients: [
    ...testConfig.clients,
    app("plain"),
    app("own", { firstParty: true }),
    app("staff", { allow: { groups: ["google:staff"] } }),
    app("phone", { firstParty: true, applicationType: "native", clientSecret: undefined }),
  ],
} satisfies PorticoConfig;

/** Another person for each case, so that none finds what another left. */
let people = 0;
export const newPerson = () => `Person${++people} Example`;
export const addressOf = (name: string) => `${name.toLowerCase().split(" ")[0]}@example.com`;

/** A portal that is asked what would happen, and does the same for real. */
export async function startWhatIfWorld(database: Database) {
  const harness = await startAuthorizationServer(database, config, { issuer, managed: true });
  const api = await startRecordingApi();
  const allow = { groups: ["google:staff"] };
  const apis: Record<string, ApiDraft> = {
    notes: { target: api.url, token: "user", audience: notesAudience, scopes: ["notes:read"], methods: ["GET"] },
    staff: { target: api.url, token: "none", allow },
    open: { target: api.url, token: "none" },
    drive: { target: api.url, token: "provider:google" },
  };
  const bff = await startBff(apis, { vault: harness.vault, ownTokens: harness.server.ownTokens });
  const services = createExplainServices({
    settings: harness.settings,
    catalog: harness.catalog,
    managedCatalog: harness.managedCatalog,
    database,
    refusals: createRefusalStore(database),
    accountStore: createAccountStore(database),
    accounts: harness.accounts,
    people: harness.people,
    authorizationServer: harness.server,
    bff: bff.bff.dryRun,
    flush: async () => {},
  });

  /** Each table with what stands in it. */
  async function tables(): Promise<Record<string, string>> {
    await harness.audit.flush();
    const names = await database.query<{ name: string }>(
      `SELECT table_name AS name FROM information_schema.tables
       WHERE table_schema = 'public' AND table_type = 'BASE TABLE' ORDER BY table_name`,
    );
    const found: Record<string, string> = {};
    for (const { name } of names) {
      const [row] = await database.query<{ all: string }>(
        `SELECT md5(coalesce(string_agg(one::text, E'\\n' ORDER BY one::text), '')) AS all FROM "${name}" one`,
      );
      found[name] = row?.all ?? "";
    }
    return found;
  }

  return {
    harness,
    whatIf: services.whatIf,

    ask: async (question: Partial<WhatIfQuestion> & { as: string }): Promise<WhatIfAnswer> =>
      whatIfAnswer.parse(await services.whatIf.ask(whatIfQuestion.parse(question), true)),

    /** Sets the database's policy; without rules there is none. */
    async setPolicy(rules: StoredRules | undefined): Promise<void> {
      const before = await harness.policyStore.read();
      const written = await harness.policyStore.write(rules, before?.revision, "operator");
      if (written === "changed") throw new Error("the policy was changed meanwhile");
    },

    tables,
    calls: () => api.seen.length,

    /** A browser at the portal and at apps' hosts, behind a proxy. */
    hostBrowser: () =>
      new HostBrowser((url, headers, method) => {
        const { host, protocol, pathname, search } = new URL(url);
        const forwarded = { "X-Forwarded-Host": host, "X-Forwarded-Proto": protocol.slice(0, -1) };
        return send(`${harness.url}${pathname}${search}`, { ...forwarded, Host: host, ...headers }, method);
      }),

    call: (path: string, cookie: string | undefined, method = "GET") =>
      fetch(bff.url + path, {
        method,
        headers: { "x-csrf": "1", accept: "application/json", ...(cookie ? { cookie } : {}) },
      }),

    async close() {
      await bff.close();
      await api.close();
      await harness.close();
    },
  };
}

/** What a thrown AppError is called; other errors go on. */
export function codeOf(error: unknown): string {
  if (error instanceof AppError) return error.code;
  throw error;
}
