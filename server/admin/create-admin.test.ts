import { Readable } from "node:stream";
import { beforeEach, describe, expect, it } from "vitest";
import { z } from "zod";
import type { PersonDetail } from "#server/accounts/directory/person-directory.ts";
import type { AuditEntry } from "#server/audit/audit-event.ts";
import { adminScopes } from "#server/config/administration/admin-scopes.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { clientActor, operatorActor } from "./actors.ts";
import { freshSignInSeconds } from "./admin.ts";
import type { AdminServices } from "./admin-services.ts";
import { createAdmin } from "./create-admin.ts";
import { defineOperation, defineStream } from "./operation.ts";
import { operations } from "./operations.ts";
import { permissionsOfScopes } from "./permissions.ts";

/** A service that no test here calls. */
async function notAsked(): Promise<never> {
  throw new Error("not asked");
}

const id = "0a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";
const now = 1_800_000_000;
const recorded: AuditEntry[] = [];
const disabled: string[] = [];

let ended: string[] = [];

/** Operations as the portal's, of the kinds that it has not. */
const table = {
  ...operations,
  "system.follow": defineStream({
    method: "GET",
    path: "/system/follow",
    permission: "system.read",
    summary: "Counts",
    stream: true,
    input: z.strictObject({ failAt: z.number() }),
    output: z.object({ id: z.number() }),
    run: async ({ signal }, { failAt }) => count(signal, failAt),
  }),
  "system.write-by-get": defineOperation({
    method: "GET",
    path: "/system/everything",
    permission: "limits.write",
    summary: "Gives away what reading does not",
    input: z.strictObject({}),
    output: z.object({}),
    run: async () => ({}),
  }),
  "system.change": defineOperation({
    method: "PATCH",
    path: "/system",
    permission: "limits.write",
    changesRevision: true,
    summary: "Says the revision",
    input: z.strictObject({}),
    output: z.object({ revision: z.string() }),
    run: async ({ ifMatch }) => ({ revision: `after ${ifMatch}` }),
  }),
};

async function* count(signal: AbortSignal, failAt: number) {
  try {
    for (let id = 0; !signal.aborted; id++) {
      if (id === failAt) throw new AppError("database_unavailable");
      yield { id, secret: "never told" };
    }
  } finally {
    ended.push("stream");
  }
}

/** The session of each person, as it is when it is asked again. */
let sessionNow: LiveSession | null = null;

const ada: PersonDetail = {
  id,
  displayName: "Ada Lovelace",
  username: null,
  email: null,
  emailVerified: false,
  pictureUrl: null,
  locale: null,
  createdAt: "2026-11-30T00:00:00.000Z",
  lastSignInAt: "2026-11-30T00:00:00.000Z",
  disabledAt: null,
  identities: [],
};

/** A service that no operation here calls. */
const notCalled = undefined as never;

/** Every person here has no role. */
const withoutRoles = {
  rolesWhenEnabled: async () => [],
  permissionsOf: () => [],
} satisfies Partial<AdminServices["roles"]> as unknown as AdminServices["roles"];

const admin = createAdmin({
  table,
  services: {
    accountControl: {
      async disable(userId) {
        disabled.push(userId);
        return userId === id ? { userId, wasEnabled: true, counts: { sessions: 2 } } : undefined;
      },
      enable: async () => true,
    },
    containment: {
      preview: notAsked,
      run: notAsked,
      list: notAsked,
      get: notAsked,
      blocks: notAsked,
      unblock: notAsked,
    },
    explain: {
      reference: {
        explain: async (reference) => ({ reference, refusals: [], events: [], keptDays: 30 }),
      },
      whatIf: {
        ask: async ({ app = "" }, seesPeople) => ({
          outcome: "refuses",
          answer: "Refused.",
          code: "app_not_allowed",
          error: null,
          person: { id, name: seesPeople ? "Ada" : null, email: null, provider: null },
          target: { kind: "app", id: app, name: null },
          ...{ checks: [], asked: [], notGiven: [], tokens: [], claims: [], cut: [] },
        }),
      },
    },
    signingKeys: {
      list: async () => [],
      rotate: async () => [],
      retire: async (kid) => ({ kid, algorithm: "ES256", signsNow: undefined }),
    },
    peopleFinder: { find: async () => [] },
    people: { list: notAsked, find: async (userId) => (userId === id ? ada : undefined) },
    roles: withoutRoles,
    managedCatalog: notCalled,
    checkProviders: async () => [],
    setUp: {
      export: notAsked,
      import: async () => ({ differences: [], withoutSecret: [], counts: {} }),
    },
    policy: {
      describe: notAsked,
      preview: async () => ({ people: 0, first: [] }),
      change: notAsked,
    },
    publicUrl: "https://portal.example",
    system: {
      get: async () => ({
        version: "1.0.0",
        nodeVersion: "v24.0.0",
        publicUrl: "https://portal.example",
        mode: "production" as const,
        startedAt: "2026-11-30T00:00:00.000Z",
        redis: false,
        database: {
          description: "PostgreSQL",
          ready: true,
          kind: "postgres" as const,
          version: "17.0",
          sizeBytes: 1_000_000,
          pool: null,
        },
        migrations: null,
        degraded: [],
        password: "never told",
      }),
      processes: async () => ({ items: [], complete: true }),
    },
    // The other services are not called here.
  } satisfies Partial<AdminServices> as unknown as AdminServices,
  audit: { record: (entry) => void recorded.push(entry), flush: async () => {} },
  permissionsOfRole: (role) => (role === "desk" ? ["users.write", "no.such"] : []),
  findSession: async () => sessionNow,
  nowSeconds: () => now,
});

function sessionWith(roles: readonly string[], authTimeSeconds = now - 60) {
  return { id: "session", userId: "ada", roles, authTimeSeconds } as unknown as LiveSession;
}

function personWith(roles: readonly string[], authTimeSeconds = now - 60) {
  return admin.actorOf(sessionWith(roles, authTimeSeconds));
}

function person(roles: readonly string[], authTimeSeconds?: number) {
  const actor = personWith(roles, authTimeSeconds);
  if (!actor) throw new Error(`no permission by ${roles.join(", ")}`);
  return actor;
}

beforeEach(() => {
  recorded.length = 0;
  disabled.length = 0;
  ended = [];
});

describe("a call of the administration", () => {
  it("runs, and records who did what to whom", async () => {
    expect(await admin.call(person(["admin"]), "users.disable", { id })).toEqual({
      id,
      wasEnabled: true,
      ended: { sessions: 2, grants: 0, accessTokens: 0, refreshTokens: 0, providerTokens: 0 },
    });
    const details = { operation: "users.disable", sessions: 2 };
    expect(recorded).toEqual([{ type: "admin.changed", outcome: "success", actor: "user:ada", userId: id, details }]);
  });

  it("records a question of what would happen once, as reading, with the person and the app", async () => {
    const answer = await admin.call(person(["support"]), "explain.what-if", { as: "ada", app: "wiki" });
    expect(answer.person.name).toBe("Ada");
    const details = { operation: "explain.what-if", target: "app wiki", result: "refuses", code: "app_not_allowed" };
    const about = { userId: id, clientId: "wiki" };
    expect(recorded).toEqual([{ type: "admin.read", outcome: "success", actor: "user:ada", ...about, details }]);
  });

  it("answers what the schema names and nothing else", async () => {
    expect(JSON.stringify(await admin.call(person(["auditor"]), "system.get", {}))).not.toContain("never told");
    expect(recorded).toMatchObject([{ type: "admin.read", actor: "user:ada" }]);
  });

  it.each([["auditor"], ["support"]])(
    "is refused to the role %s without the permission, and recorded",
    async (role) => {
      await expect(admin.call(person([role]), "users.disable", { id })).rejects.toMatchObject({
        code: "admin_not_allowed",
      });
      expect(disabled).toEqual([]);
      expect(recorded).toMatchObject([
        {
          type: "admin.refused",
          outcome: "failure",
          details: { operation: "users.disable", code: "admin_not_allowed" },
        },
      ]);
    },
  );

  it("that tries the secrets of providers needs the permission to change providers", async () => {
    const auditor = person(["auditor"]);
    expect(await admin.call(auditor, "providers.check", {})).toEqual({ items: [] });
    await expect(admin.call(auditor, "providers.check", { withCredentials: true })).rejects.toMatchObject({
      code: "admin_not_allowed",
    });
  });

  it("needs a fresh sign-in where it ends something", async () => {
    const stale = person(["admin"], now - freshSignInSeconds - 1);
    await expect(admin.call(stale, "users.disable", { id })).rejects.toMatchObject({ code: "fresh_sign_in_required" });
    expect(disabled).toEqual([]);
    expect(admin.needsFreshSignIn(stale, "users.disable")).toBe(true);
    expect(await admin.call(stale, "users.find", { name: "ada" })).toEqual({ items: [] });
  });

  it("is recorded as reading by its permission, not its method, and a dry run as reading", async () => {
    const document = { clients: [], providers: [], resources: [], scopes: {} };
    await admin.call(operatorActor(), "policy.preview", { signUp: "open" });
    await admin.call(operatorActor(), "setup.import", { document, dryRun: true });
    await admin.call(operatorActor(), "setup.import", { document });
    await admin.callUnchecked(operatorActor(), "system.write-by-get", {});
    expect(recorded.map(({ type, details }) => `${type} ${details?.["operation"]}`)).toEqual([
      "admin.read policy.preview",
      "admin.read setup.import",
      "admin.changed setup.import",
      "admin.changed system.write-by-get",
    ]);
  });

  it("names each mistake of its input by field and changes nothing", async () => {
    const call = admin.callUnchecked(operatorActor(), "users.disable", { id: "ada", force: true });
    await expect(call).rejects.toMatchObject({
      code: "input_invalid",
      mistakes: [{ field: "id" }, { field: "force", problem: "There is no such member." }],
    });
    expect(disabled).toEqual([]);
  });

  it("records a failure with its code", async () => {
    const other = "1a4b2d1c-7f5e-4c3b-9a8d-1e2f3a4b5c6d";
    await expect(admin.call(operatorActor(), "users.disable", { id: other })).rejects.toMatchObject({
      code: "admin_target_not_found",
    });
    expect(recorded).toMatchObject([{ type: "admin.changed", outcome: "failure", actor: "operator", userId: other }]);
  });

  it("records the system's user of the operator at the command line", async () => {
    await admin.call(operatorActor("root (sudo by ada)"), "users.enable", { id });
    expect(recorded).toMatchObject([{ actor: "operator", details: { system_user: "root (sudo by ada)" } }]);
  });

  it("knows no operation by the name of a member of objects", async () => {
    await expect(admin.callUnchecked(operatorActor(), "constructor", {})).rejects.toMatchObject({
      code: "route_not_found",
    });
  });
});

describe("a stream of the administration", () => {
  const follow = (failAt: number, signal?: AbortSignal) =>
    admin.callUnchecked(operatorActor(), "system.follow", { failAt }, signal ? { signal } : {}) as Promise<
      AsyncIterable<unknown>
    >;

  it("is recorded when it begins, and gives its items as the caller takes them", async () => {
    const items = await follow(-1);
    expect(recorded).toMatchObject([{ type: "admin.read", outcome: "success", actor: "operator" }]);
    const seen: unknown[] = [];
    for await (const item of items) if (seen.push(item) === 3) break;
    expect(seen).toEqual([{ id: 0 }, { id: 1 }, { id: 2 }]);
    expect(ended).toEqual(["stream"]);
  });

  it("ends when its caller is gone", async () => {
    const caller = new AbortController();
    const seen: unknown[] = [];
    for await (const item of await follow(-1, caller.signal)) if (seen.push(item) === 2) caller.abort();
    expect(seen).toHaveLength(2);
    expect(ended).toEqual(["stream"]);
  });

  it.each([
    ["session", null, "session_required", "admin.read"],
    ["role", sessionWith(["desk"]), "admin_not_allowed", "admin.refused"],
  ])("ends with the %s of its reader, and that is recorded", async (_, later, code, type) => {
    sessionNow = sessionWith(["auditor"]);
    const items = (await admin.callUnchecked(person(["auditor"]), "system.follow", {
      failAt: -1,
    })) as AsyncIterable<unknown>;
    const reading = (async () => {
      for await (const item of items) if (!item) break;
    })();
    sessionNow = later;
    await expect(reading).rejects.toMatchObject({ code });
    expect(ended).toEqual(["stream"]);
    expect(recorded).toMatchObject([
      { type: "admin.read", outcome: "success" },
      { type, outcome: "failure", actor: "user:ada", details: { code } },
    ]);
  });

  it("is recorded once more when it fails on the way", async () => {
    await expect(Readable.from(await follow(2)).toArray()).rejects.toMatchObject({ code: "database_unavailable" });
    expect(recorded).toMatchObject([
      { outcome: "success" },
      { outcome: "failure", details: { code: "database_unavailable" } },
    ]);
  });

  it("is refused and checked before it begins", async () => {
    await expect(admin.callUnchecked(operatorActor(), "system.follow", {})).rejects.toMatchObject({
      code: "input_invalid",
    });
    const desk = person(["desk"]);
    await expect(admin.callUnchecked(desk, "system.follow", { failAt: 1 })).rejects.toMatchObject({
      code: "admin_not_allowed",
    });
    expect(ended).toEqual([]);
  });
});

it("lets a page do what is no operation as an operation like it, and records a refusal by the name of the act", () => {
  const test = { name: "providers.test", like: "providers.change" } as const;
  admin.requireAllowed(person(["admin"]), test, { providerId: "corp" });
  expect(recorded).toEqual([]);
  const refused = expect.objectContaining({ code: "admin_not_allowed" });
  expect(() => admin.requireAllowed(person(["auditor"]), test, { providerId: "corp" })).toThrow(refused);
  const details = { operation: "providers.test", code: "admin_not_allowed" };
  expect(recorded).toEqual([
    { type: "admin.refused", outcome: "failure", actor: "user:ada", providerId: "corp", details },
  ]);
});

it("hands the revision that the caller read to the operation", async () => {
  const change = admin.callUnchecked(operatorActor(), "system.change", {}, { ifMatch: "7" });
  expect(await change).toEqual({ revision: "after 7" });
});

describe("an administrator", () => {
  it("is a person by a role that has a permission, and nothing without one", () => {
    expect(personWith([])).toBeNull();
    expect(personWith(["editor"])).toBeNull();
    expect([...person(["desk"]).permissions]).toEqual(["users.write"]);
  });

  it("is a client by the scopes of its token, and for a person by what both allow", () => {
    const token = { clientId: "ops", scopes: ["portico.admin.users", "openid"], person: undefined };
    expect([...clientActor(token).permissions]).toEqual(["users.read", "users.write"]);
    const ada = { userId: "ada", roles: ["auditor"], signedInAtSeconds: now };
    expect([...clientActor({ ...token, person: ada }).permissions]).toEqual(["users.read"]);
    expect(clientActor({ ...token, person: { ...ada, roles: [] } }).permissions.size).toBe(0);
  });

  it("gets a permission from each scope of the API, and from no other", () => {
    for (const scope of adminScopes) expect(permissionsOfScopes([scope]).size).toBeGreaterThan(0);
    expect(permissionsOfScopes(["portico", "portico.admin.everything", "portico.admin.users.write"]).size).toBe(0);
  });
});
