import { randomUUID } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { createRegisteredClientDirectoryStore } from "#server/authorization-server/clients/registered-client-directory-store.ts";
import { createRegisteredClientStore } from "#server/authorization-server/clients/registered-client-store.ts";
import { createInteractionAnswerStore } from "#server/authorization-server/consent/interaction-answer-store.ts";
import { createGrantStore } from "#server/authorization-server/grants/grant-store.ts";
import { createSessionRecordStore } from "#server/authorization-server/logout/session-record-store.ts";
import { endGrants } from "#server/authorization-server/records/end-grants.ts";
import { createOidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { createRecordUpkeepStore, firstSlice } from "#server/authorization-server/records/record-upkeep-store.ts";
import { createRotationStore } from "#server/authorization-server/tokens/rotation-store.ts";
import { createTokenStateStore } from "#server/authorization-server/tokens/token-state-store.ts";
import type { Database } from "#server/database/database.ts";
import { keysetPage } from "#server/database/keyset.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";

/** Enough that reading a whole table costs more than any index: the planner chooses as it does with millions. */
const people = 5_000;
const tokensEach = 8;

/** Every person has a session with its record, a connected app, and tokens in one family; half of them have expired. */
const fill = [
  `INSERT INTO users (id, display_name) SELECT md5('u' || n)::uuid, 'Person ' || n FROM generate_series(1, ${people}) n`,
  `INSERT INTO identities (id, user_id, provider_id, issuer, subject)
   SELECT md5('i' || n)::uuid, md5('u' || n)::uuid, 'google', 'https://accounts.example', n FROM generate_series(1, ${people}) n`,
  `INSERT INTO role_assignments (role, user_id, assigned_by)
   SELECT 'editor', md5('u' || n)::uuid, 'operator' FROM generate_series(1, ${people}) n`,
  `INSERT INTO role_assignments (role, group_name, assigned_by)
   SELECT 'editor', 'corp:group-' || n, 'operator' FROM generate_series(1, ${people}) n`,
  `INSERT INTO sessions (id, id_hash, user_id, identity_id, provider_id, auth_time, last_active_at, expires_at)
   SELECT md5('s' || n)::uuid, decode(md5('h' || n), 'hex'), md5('u' || n)::uuid, md5('i' || n)::uuid, 'google', now(), now(),
     now() + interval '7 days' FROM generate_series(1, ${people}) n`,
  `INSERT INTO app_grants (id, grant_id, user_id, client_id, scopes)
   SELECT md5('a' || n)::uuid, 'grant-' || n, md5('u' || n)::uuid, 'app', '{}' FROM generate_series(1, ${people}) n`,
  `INSERT INTO oidc_records (model, id_hash, payload, account_id, client_id, grant_id, expires_at)
   SELECT 'Grant', 'g' || n, '{}', md5('u' || n)::uuid, 'app', 'grant-' || n, now() + interval '10 years'
   FROM generate_series(1, ${people}) n`,
  `INSERT INTO oidc_records (model, id_hash, payload, account_id, uid, expires_at)
   SELECT 'Session', 's' || n, '{}', md5('u' || n)::uuid, md5('s' || n)::uuid, now() + interval '7 days'
   FROM generate_series(1, ${people}) n`,
  `INSERT INTO oidc_records (model, id_hash, payload, account_id, client_id, grant_id, family_id, user_code, expires_at)
   SELECT CASE t WHEN 1 THEN 'DeviceCode' WHEN 2 THEN 'RefreshToken' ELSE 'AccessToken' END, 't' || n || '-' || t,
     '{"rotations": 1}', md5('u' || n)::uuid, 'app', 'grant-' || n, 'family-' || n, CASE t WHEN 1 THEN 'code-' || n END,
     now() + CASE WHEN n % 2 = 0 THEN interval '-1 day' ELSE interval '1 hour' END
   FROM generate_series(1, ${people}) n, generate_series(1, ${tokensEach}) t`,
  `INSERT INTO oidc_records (model, id_hash, payload, created_at)
   SELECT 'Client', 'c' || n, jsonb_build_object('client_id', 'app_' || n), now() - n * interval '1 minute'
   FROM generate_series(1, ${people}) n`,
  "ANALYZE",
];

type Statement = [sql: string, params: readonly unknown[]];

eachDatabase("statements on tables with many rows", (open) => {
  let database: Database;
  let sent: Statement[];
  /** Remembers what would be sent. */
  const recording = {
    query: async <Row>(sql: string, params: readonly unknown[] = []): Promise<Row[]> => {
      sent.push([sql, params]);
      return [];
    },
    transaction: async (work: (tx: unknown, publish: () => Promise<void>) => Promise<unknown>) => {
      const tx = {
        $executeRawUnsafe: async (sql: string, ...params: unknown[]) => void sent.push([sql, params]),
        $queryRawUnsafe: async (sql: string, ...params: unknown[]) => {
          sent.push([sql, params]);
          return [];
        },
      };
      return work(tx, async () => undefined);
    },
  } as unknown as Database;
  const records = createOidcRecordStore(recording);
  const rotations = createRotationStore(recording);
  const sessions = createSessionRecordStore(recording);
  const upkeep = createRecordUpkeepStore(recording);
  const answers = createInteractionAnswerStore(recording);

  beforeAll(async () => {
    database = await open();
    for (const sql of fill) await database.query(sql);
  });

  async function plansOf(work: () => Promise<unknown>): Promise<string[]> {
    sent = [];
    await work();
    expect(sent.length).toBeGreaterThan(0);
    const plans = sent.map(([sql, params]) => database.query<object>(`EXPLAIN (FORMAT JSON) ${sql}`, params));
    return (await Promise.all(plans)).map((rows) => JSON.stringify(rows));
  }

  const limits = { now: new Date(), idleSeconds: 3600 };
  const sessionId = randomUUID();
  const statements: Record<string, () => Promise<unknown>> = {
    "finding a record by its id": () => records.find("AccessToken", "t1-3"),
    "finding a session's record": () => records.findByUid("Session", sessionId),
    "finding a device's request by what was typed": () => records.findByUserCode(["code-1"]),
    "answering a device's request": () => records.claimDeviceCode(["code-1"], "mark"),
    "answering an app's request": () =>
      answers.claim({ idHash: "i-1", payload: { kind: "Interaction" }, answer: "mark" }),
    "going on with an answer": () => answers.goOn("i-1", new Date()),
    "keeping what an app was answered": () => answers.keep("i-1", "sealed"),
    "finding an answer": () => answers.find("i-1", new Date()),
    "noting the use of an access token": () => rotations.markUsed("t1-3"),
    "reading what a token is worth": () =>
      createTokenStateStore(recording, testPeople(), { idleSeconds: 3600 }).find("AccessToken", "t1-3"),
    "consuming a code": () => records.consume("AuthorizationCode", "t1-3", new Date()),
    "keeping an answer": () => rotations.keepAnswer("t1-2", "answer", "t1-3"),
    "undoing a rotation": () => rotations.takeBack("t1-2", 1),
    "destroying a record": () => records.destroy("AccessToken", "t1-3"),
    "ending a family": () => records.endFamily("family-1", new Date()),
    "ending the tokens of a grant": () => records.endTokensOfGrant("grant-1"),
    "ending a person's grant": () =>
      recording.transaction((tx, publish) =>
        endGrants(tx, publish, { of: "person", userId: sessionId, id: sessionId }, new Date()),
      ),
    "ending what apps have of a person": () =>
      recording.transaction((tx, publish) => endGrants(tx, publish, { of: "account", userId: sessionId }, new Date())),
    "ending a session": () => sessions.endSession(sessionId, ["app"]),
    "finding a person's consent": () => createGrantStore(recording).findLive(sessionId, "app"),
    "looking for sessions that ended unheard, from the first": () => upkeep.findEndedSessions(firstSlice, 500, limits),
    "looking for sessions that ended unheard, from the middle": () => upkeep.findEndedSessions("8", 500, limits),
    "purging what expired": () => upkeep.purge(new Date(), 500),
    "purging requests that were never answered": () => upkeep.purgeUnanswered(new Date(), 500),
  };

  it("of a list of apps that registered themselves are read in its order, by its index", async () => {
    const store = createRegisteredClientDirectoryStore(recording, createRegisteredClientStore(recording));
    const page = { at: new Date(), id: "c1" };
    const after = keysetPage([page, page], 1, (one) => one).next ?? undefined;
    for (const place of [undefined, after]) {
      const [plan] = await plansOf(() => store.list({ after: place, limit: 50 }));
      expect(plan).toContain('"Index Name":"oidc_records_registered_idx"');
      expect(plan).not.toContain('"Node Type":"Sort"');
    }
  });

  describe("read no table from beginning to end", () => {
    it.each(Object.keys(statements))("%s", async (name) => {
      const plans = await plansOf(statements[name] as () => Promise<unknown>);
      for (const plan of plans) expect(plan).not.toContain('"Node Type":"Seq Scan"');
      expect(plans.join()).toMatch(/"Node Type":"(Index|Bitmap Index|Tid)/);
    });
  });
});
