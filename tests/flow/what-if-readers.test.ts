import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredRules } from "#server/access/access-policy-store.ts";
import { type WhatIfQuestion, whatIfAnswer, whatIfQuestion } from "#server/admin/explain/what-if/what-if-shapes.ts";
import type { Database } from "#server/database/database.ts";
import { obtainTokens } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { rawApp, staffRoom, startWhatIfWorld, wiki } from "#tests/support/what-if-world.ts";

type Question = Partial<WhatIfQuestion>;

/** Rules whose values all readers see, because they compare settings with the question. */
const aboutSettings = [
  "client_unknown",
  "forward_host_unknown",
  "method_not_allowed",
  "oauth.request",
  "path_refused",
  "provider_unknown",
  "route_not_found",
  "scope_required",
];
/** Rules that compare something of the person, or name people in what they need. */
const aboutPeople = [
  "access",
  "access.signUp",
  "account.new",
  "account_disabled",
  "allow",
  "consent_blocked",
  "oauth.consent",
  "oauth.resource",
  "oauth.scope",
  "provider_connection_required",
];

const colleague = "colleague@example.com";
const policy: StoredRules = { emailDomains: [], emails: [colleague], groups: ["google:sentinel"], signUp: "closed" };

describe("the answer to a reader who may not see people", () => {
  let database: Database;
  let world: Awaited<ReturnType<typeof startWhatIfWorld>>;
  beforeAll(async () => {
    database = await openEmbeddedTestDatabase();
    world = await startWhatIfWorld(database);
  });
  afterAll(async () => {
    await world?.close();
    await database.close();
  });

  /** The same question of both readers. */
  async function askBoth(question: Question & { as: string }) {
    const asked = whatIfQuestion.parse(question);
    const ask = async (seesPeople: boolean) => whatIfAnswer.parse(await world.whatIf.ask(asked, seesPeople));
    return { whole: await ask(true), cut: await ask(false) };
  }

  async function signIn(name: string, groups: readonly string[]): Promise<string> {
    const { session } = await world.harness.signIn(name, undefined, { groups });
    return session.userId;
  }

  /** Questions that reach every rule between them, each with the person that it is about. */
  async function questions(): Promise<(Question & { as: string })[]> {
    const { accountControl } = world.harness;
    const ada = await world.harness.signIn("Ada Example", undefined, { groups: ["sentinel"] });
    await obtainTokens(world.harness, ada, rawApp("plain"), { scope: "openid profile" });
    const as = "ada@example.com";
    const blocked = await signIn("Blocked Example", ["sentinel"]);
    await database.query(
      `INSERT INTO consent_blocks (id, user_id, reason, created_by)
       VALUES (gen_random_uuid(), $1::uuid, 'test', 'operator')`,
      [blocked],
    );
    await accountControl.disable(await signIn("Disabled Example", ["sentinel"]));
    await signIn("Stranger Example", ["sentinel-guests"]);
    return [
      ...[{ app: "plain" }, { app: "plain", scope: ["openid email"] }, { app: "plain", prompt: "consent" as const }],
      ...[
        { app: "plain", prompt: "none" as const, scope: ["email"] },
        { app: "own" },
        { app: "staff" },
        { app: "nobody" },
      ],
      ...[{ app: "plain", resource: ["https://api.example/rooms"] }, { host: wiki }, { host: staffRoom }],
      ...[{ host: "stranger.example" }, { api: "notes", method: "GET" }, { api: "notes", method: "DELETE" }],
      ...[{ api: "staff" }, { api: "drive" }, { api: "nothing" }, { api: "/bff/api/open/a//b" }],
      ...[{ provider: "google" }, { provider: "nowhere" }, { provider: "other" }],
    ]
      .map((target): Question & { as: string } => ({ as, ...target }))
      .concat(
        { as: "blocked@example.com", app: "plain" },
        { as: "disabled@example.com", app: "plain" },
        { as: "stranger@example.com", app: "plain" },
        { as: colleague, provider: "google" },
      );
  }

  it("has no address, group, decision or claim's value of people, at every rule", async () => {
    const seen = new Map<string, { whole: boolean; cut: boolean }>();
    const newcomer = { as: "late@example.com", provider: "google" };
    for (const question of [newcomer, ...(await questions())]) {
      const { whole, cut } = await askBoth(question);
      expect(cut.checks.map(({ rule, outcome }) => [rule, outcome])).toEqual(
        whole.checks.map(({ rule, outcome }) => [rule, outcome]),
      );
      for (const [index, check] of whole.checks.entries()) {
        const hasValues = (one: typeof check | undefined) => (one?.had ?? one?.needed ?? null) !== null;
        const before = seen.get(check.rule);
        seen.set(check.rule, {
          whole: before?.whole === true || hasValues(check),
          cut: before?.cut === true || hasValues(cut.checks[index]),
        });
      }
      expect(cut.person).toMatchObject({ name: null, email: null });
      expect(cut.asked.filter(({ alreadyAllowed }) => alreadyAllowed !== null)).toEqual([]);
      expect(cut.claims.filter(({ value }) => value !== null)).toEqual([]);
      // Sign-up is open for the first question only.
      if (question === newcomer) await world.harness.policyStore.write(policy, undefined, "operator");
      const { target: _, ...rest } = cut;
      expect(JSON.stringify(rest)).not.toMatch(/sentinel|@[a-z]+\.example|@example\.com|\w+ Example/);
    }
    expect([...seen.keys()].sort()).toEqual([...aboutSettings, ...aboutPeople].sort());
    expect(aboutPeople.filter((rule) => seen.get(rule)?.cut)).toEqual([]);
    // The values are there for the other reader, so their absence is no accident of the questions.
    for (const rule of ["access", "access.signUp", "allow", "account_disabled", "consent_blocked", "oauth.consent"]) {
      expect(seen.get(rule)).toEqual({ whole: true, cut: false });
    }
  });
});
