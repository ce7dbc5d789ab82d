import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { startProtocolUpkeep } from "#server/authorization-server/logout/protocol-upkeep.ts";
import { createSessionRecordStore } from "#server/authorization-server/logout/session-record-store.ts";
import { createRecordUpkeepStore } from "#server/authorization-server/records/record-upkeep-store.ts";
import { createStatusListStore } from "#server/authorization-server/status-lists/status-list-store.ts";
import { type Harness, startAuthorizationServer } from "#tests/support/authorization-server-harness.ts";
import { holdQueries } from "#tests/support/held-queries.ts";
import { buddy, obtainTokens } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const dayMs = 24 * 60 * 60_000;
/** Not of requests that were never answered, which are purged first. */
const purges = (sql: string) => sql.startsWith("DELETE FROM oidc_records WHERE ctid") && !sql.includes("model IN");

eachDatabase("housekeeping of the authorization server", (open) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startAuthorizationServer(await open());
  });
  afterAll(() => harness.close());

  function start(database = harness.database, nowMs = Date.now) {
    const ended: string[] = [];
    const logged: string[] = [];
    const housekeeping = startProtocolUpkeep({
      records: createRecordUpkeepStore(database),
      endSession: async (sessionId) => {
        ended.push(sessionId);
        await createSessionRecordStore(database).endSession(sessionId, []);
      },
      signingKeys: harness.server.signingKeys,
      statusLists: createStatusListStore(database, harness.settings.session),
      idleSeconds: harness.settings.session.idleSeconds,
      log: { warn: (message) => void logged.push(message) },
      nowMs,
    });
    onTestFinished(housekeeping.stop);
    return { housekeeping, ended, logged };
  }
  const insertExpired = (name: string, rows: number, agoMs: number, model = "AccessToken") =>
    harness.database.query(
      `INSERT INTO oidc_records (model, id_hash, payload, expires_at)
       SELECT $4, $1 || n, '{}', $3 FROM generate_series(1, $2::int) n`,
      [name, rows, new Date(Date.now() - agoMs), model],
    );
  const countOf = async (name: string) => {
    const [row] = await harness.database.query<{ n: number }>(
      "SELECT count(*)::int AS n FROM oidc_records WHERE id_hash LIKE $1",
      [`${name}%`],
    );
    return row?.n;
  };

  describe("purges", () => {
    it("what has long expired, in however many batches, and neither what just did nor what lives", async () => {
      await insertExpired("old", 1_200, dayMs);
      await insertExpired("recent", 3, 60_000);
      await insertExpired("live", 3, -dayMs);
      await start().housekeeping.run();
      expect([await countOf("old"), await countOf("recent"), await countOf("live")]).toEqual([0, 3, 3]);
    });

    it("requests that anybody can cause as soon as they have expired", async () => {
      for (const model of ["Interaction", "PushedAuthorizationRequest", "DeviceCode", "ReplayDetection"]) {
        await insertExpired(`${model}-over`, 600, 2 * 60_000, model);
        await insertExpired(`${model}-live`, 2, -60_000, model);
      }
      await insertExpired("code-over", 2, 2 * 60_000, "AuthorizationCode");
      await start().housekeeping.run();
      for (const model of ["Interaction", "PushedAuthorizationRequest", "DeviceCode", "ReplayDetection"]) {
        expect([await countOf(`${model}-over`), await countOf(`${model}-live`)]).toEqual([0, 2]);
      }
      // Its replay is still told from an unknown code.
      expect(await countOf("code-over")).toBe(2);
    });

    it("status lists whose last token has long expired, and what they said", async () => {
      const lists = createStatusListStore(harness.database, harness.settings.session);
      const end = (listId: string, agoMs: number) =>
        harness.database.query(
          `INSERT INTO oidc_records (model, id_hash, payload, expires_at, status_list_id, status_index)
           VALUES ('AccessToken', $1, '{}', $2, $1, 7)`,
          [listId, new Date(Date.now() - agoMs)],
        );
      for (const [id, agoMs] of [
        ["old list", dayMs],
        ["live list", -dayMs],
      ] as const) {
        await lists.insert({ id, size: 8, expiresAt: new Date(Date.now() - agoMs) });
        await harness.database.query(
          `INSERT INTO ended_token_statuses (list_id, "index", expires_at) VALUES ($1, 1, $2)`,
          [id, new Date(Date.now() - agoMs)],
        );
      }
      await end("old list", dayMs);
      await start().housekeeping.run();
      const left = await harness.database.query(
        `SELECT id FROM status_lists WHERE id LIKE '% list' UNION ALL
         SELECT list_id || ' ' || "index" FROM ended_token_statuses WHERE list_id LIKE '% list'`,
      );
      expect(left).toEqual([{ id: "live list" }, { id: "live list 1" }]);
    });

    it("while requests are answered in between", async () => {
      await insertExpired("many", 1_200, dayMs);
      const queries = holdQueries(harness.database);
      const { housekeeping } = start(queries.database);
      const first = queries.hold(purges);
      const round = housekeeping.run();
      await first.reached;
      const second = queries.hold(purges);
      first.release();
      await second.reached;
      expect(await countOf("many")).toBe(700);
      await obtainTokens(harness, await harness.signIn("Served Person"), buddy);
      second.release();
      await round;
      expect(await countOf("many")).toBe(0);
    });

    it("in one round at a time, and goes on after a failure", async () => {
      await insertExpired("again", 1, dayMs);
      const queries = holdQueries(harness.database);
      const { housekeeping, logged } = start(queries.database);
      queries.fail(purges);
      const round = housekeeping.run();
      expect(housekeeping.run()).toBe(round);
      await round;
      expect([logged.length, await countOf("again")]).toEqual([1, 1]);
      await housekeeping.run();
      expect(await countOf("again")).toBe(0);
    });
  });

  describe("ends for apps the sessions that ended unheard", () => {
    const changed = async (userName: string, change: string) => {
      const { session } = await harness.signIn(userName);
      await harness.database.query(
        `INSERT INTO oidc_records (model, id_hash, payload, uid, account_id) VALUES ('Session', $1, '{}', $1, $2)
         ON CONFLICT DO NOTHING`,
        [session.id, session.userId],
      );
      if (change) await harness.database.query(`UPDATE sessions SET ${change} WHERE id = $1::uuid`, [session.id]);
      return session.id;
    };

    it("because they idled away, expired, or were ended by a process that died; not those that live", async () => {
      const idle = await changed("Idle Person", "last_active_at = now() - interval '400 days'");
      const expired = await changed("Expired Person", "expires_at = now() - interval '1 minute'");
      const dead = await changed("Ended Person", "ended_at = now()");
      const live = await changed("Live Person", "");
      const { housekeeping, ended } = start();
      await housekeeping.run();
      expect(ended).toEqual(expect.arrayContaining([idle, expired, dead]));
      expect(ended).not.toContain(live);
      const again = start();
      await again.housekeeping.run();
      expect(again.ended).toEqual([]);
    });

    it("also records that belong to no session", async () => {
      await harness.database.query(
        "INSERT INTO oidc_records (model, id_hash, payload, uid) VALUES ('Session', 'x', '{}', 'no-session-of-ours')",
      );
      const { housekeeping, ended } = start();
      await housekeeping.run();
      expect(ended).toEqual(["no-session-of-ours"]);
    });

    it("slice by slice through all of them", async () => {
      const rows = await harness.database.query<{ uid: string }>(
        `INSERT INTO oidc_records (model, id_hash, payload, uid)
         SELECT 'Session', 'slice' || n, '{}', md5('slice' || n)::uuid FROM generate_series(1, 1100) n RETURNING uid`,
      );
      const { housekeeping, ended } = start();
      await housekeeping.run();
      expect(ended.sort()).toEqual(rows.map(({ uid }) => uid).sort());
    });
  });
});
