import { randomUUID } from "node:crypto";
import { EventEmitter, once } from "node:events";
import { afterEach, beforeAll, beforeEach, expect, it } from "vitest";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { Database } from "#server/database/database.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";
import { createSessionVault } from "./create-session-vault.ts";

const settings = {
  session: { idleSeconds: 600, absoluteSeconds: 3600 },
  secure: true,
  publicUrl: "https://portal.example",
};
const keys = new KeyRing([new Secret("a".repeat(40))]);
const audit: AuditLog = { record: () => {}, flush: async () => {} };

eachDatabase("the last use of sessions", (open) => {
  let database: Database;
  let vault: ReturnType<typeof createSessionVault>;
  let now: number;
  let failing: boolean;
  let written: EventEmitter;
  let writes: number[];
  const person = { userId: randomUUID(), identityId: randomUUID() };

  beforeAll(async () => {
    database = await open();
    const identity = { id: person.identityId, providerId: "google", issuer: "https://g.example", subject: "1" };
    await database.prisma.user.create({
      data: { id: person.userId, displayName: "Ada Lovelace", identities: { create: identity } },
    });
  });
  beforeEach(() => {
    now = Date.now();
    failing = false;
    // A write of the test before may still come.
    const [mine, counts] = [new EventEmitter(), [] as number[]];
    [written, writes] = [mine, counts];
    const watched: Pick<Database, "prisma" | "notify" | "transaction" | "query"> = {
      prisma: database.prisma,
      notify: database.notify,
      transaction: database.transaction,
      async query<T>(sql: string, params?: readonly unknown[]) {
        if (sql.startsWith("SELECT")) return database.query<T>(sql, params);
        try {
          if (failing) throw new Error("the database is away");
          return await database.query<T>(sql, params);
        } finally {
          counts.push(JSON.parse(String(params?.[0])).length);
          setImmediate(() => mine.emit("written"));
        }
      },
    };
    vault = createSessionVault({ settings, people: testPeople(), keys, database: watched, audit, nowMs: () => now });
  });
  afterEach(() => vault.close());

  async function signIn() {
    const { session, opaqueId } = await vault.start({
      ...person,
      providerId: "google",
      upstreamSid: undefined,
      acr: undefined,
      amr: [],
      authTimeSeconds: Math.floor(now / 1000),
      replaces: undefined,
    });
    const header = `${vault.cookieName}=${await vault.sealCookieValue(opaqueId)}`;
    expect(await vault.authenticate(header)).not.toBeNull();
    return { id: session.id, header };
  }

  /** A minute later, when the next use is written down. */
  async function touchAgain(sessions: readonly { header: string }[]): Promise<void> {
    now += 61_000;
    const done = once(written, "written");
    for (const { header } of sessions) expect(vault.authenticateCached(header)).toBeTruthy();
    await done;
  }

  it("is written once a minute, for all that were used meanwhile in one statement", async () => {
    const sessions = [await signIn(), await signIn(), await signIn()];
    await touchAgain([...sessions, ...sessions]);
    expect(writes).toEqual([3]);
    const rows = await database.prisma.session.findMany({ where: { id: { in: sessions.map(({ id }) => id) } } });
    expect(rows.map(({ lastActiveAt }) => lastActiveAt.getTime())).toEqual([now, now, now]);
  });

  it("never moves back, whichever process writes last", async () => {
    const session = await signIn();
    const later = new Date(now + 500_000);
    await database.prisma.session.update({ where: { id: session.id }, data: { lastActiveAt: later } });
    await touchAgain([session]);
    const row = await database.prisma.session.findUniqueOrThrow({ where: { id: session.id } });
    expect(row.lastActiveAt).toEqual(later);
  });

  it("reports a session whose end was not announced, and leaves the others", async () => {
    const [ended, other] = [await signIn(), await signIn()];
    await database.query("UPDATE sessions SET ended_at = now() WHERE id = $1::uuid", [ended.id]);
    const reported: string[] = [];
    vault.onEnded((id) => reported.push(id));
    await touchAgain([ended, other]);
    expect(reported).toEqual([ended.id]);
    expect(await vault.authenticate(ended.header)).toBeNull();
    expect(vault.authenticateCached(other.header)).toBeTruthy();
  });

  it("makes the next call ask the database when it could not be written", async () => {
    const session = await signIn();
    failing = true;
    await touchAgain([session]);
    expect(vault.authenticateCached(session.header)).toBeUndefined();
    expect(await vault.authenticate(session.header)).toMatchObject({ id: session.id });
  });
});
