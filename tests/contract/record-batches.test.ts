import { beforeAll, beforeEach, expect, it } from "vitest";
import type { NewOidcRecord } from "#server/authorization-server/records/oidc-record.ts";
import { createOidcRecordStore, hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("tokens that are issued at once", (open) => {
  let database: Database;
  let store: ReturnType<typeof createOidcRecordStore>;
  const statements: string[] = [];

  beforeAll(async () => {
    database = await open();
    store = createOidcRecordStore({
      transaction: database.transaction,
      query(sql, params) {
        statements.push(sql);
        return database.query(sql, params);
      },
    });
  });
  beforeEach(() => {
    statements.length = 0;
  });

  const expiresAt = new Date("2030-01-01T00:00:00Z");
  function token(name: string, rest: Partial<NewOidcRecord> = {}): NewOidcRecord {
    return {
      model: "AccessToken",
      idHash: hashRecordId(name),
      payload: { kind: "AccessToken", accountId: "ada", clientId: "buddy", scope: `of ${name}` },
      grantId: "grant",
      familyId: "family",
      expiresAt,
      ...rest,
    };
  }

  it("are written in one statement, each as it would be alone", async () => {
    await Promise.all(["first", "second", "third"].map((name) => store.save(token(name))));
    expect(statements).toHaveLength(1);
    for (const name of ["first", "second", "third"]) {
      const [row] = await database.query(
        `SELECT payload, account_id, client_id, grant_id, family_id, expires_at FROM oidc_records WHERE id_hash = $1`,
        [hashRecordId(name)],
      );
      expect(row).toEqual({
        payload: { kind: "AccessToken", accountId: "ada", clientId: "buddy", scope: `of ${name}` },
        account_id: "ada",
        client_id: "buddy",
        grant_id: "grant",
        family_id: "family",
        expires_at: expiresAt,
      });
    }
  });

  it("fail alone: one that the database doesn't take leaves the others", async () => {
    // PostgreSQL's jsonb has no NUL.
    const impossible = token("impossible", { payload: { kind: "AccessToken", scope: "\u0000" } });
    const [good, bad, other] = await Promise.allSettled(
      [token("good"), impossible, token("other")].map((record) => store.save(record)),
    );
    expect([good?.status, bad?.status, other?.status]).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(await store.find("AccessToken", hashRecordId("good"))).toBeDefined();
    expect(await store.find("AccessToken", hashRecordId("other"))).toBeDefined();
    expect(await store.find("AccessToken", hashRecordId("impossible"))).toBeUndefined();
  });

  it("may be one token twice: the last one written stands", async () => {
    const again = token("again", { payload: { kind: "AccessToken", scope: "another" } });
    await store.save(token("again"));
    await store.save(again);
    expect((await store.find("AccessToken", again.idHash))?.payload).toMatchObject({ scope: "another" });
    await Promise.all([store.save(token("twice")), store.save(token("twice"))]);
    expect(await store.find("AccessToken", hashRecordId("twice"))).toBeDefined();
  });

  it("are all written, however many there are", async () => {
    const names = Array.from({ length: 450 }, (_, index) => `one of many ${index}`);
    await Promise.all(names.map((name) => store.save(token(name))));
    expect(statements).toHaveLength(3);
    const [row] = await database.query<{ count: bigint | number }>(
      "SELECT count(*) FROM oidc_records WHERE payload->>'scope' LIKE 'of one of many %'",
    );
    expect(Number(row?.count)).toBe(450);
  });
});
