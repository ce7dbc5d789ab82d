import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { createAccountStore } from "#server/accounts/account-store.ts";
import type { AuditEntry, AuditLog } from "#server/audit/audit-event.ts";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { Database } from "#server/database/database.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";
import { createSessionVault } from "./create-session-vault.ts";
import type { LiveSession } from "./live-session.ts";

const settings = {
  session: { idleSeconds: 600, absoluteSeconds: 3600 },
  secure: true,
  publicUrl: "https://portal.example",
};
const keys = new KeyRing([new Secret("a".repeat(40))]);

eachDatabase("the session vault", (open, kind) => {
  let database: Database;
  let now = Date.now();
  const recorded: AuditEntry[] = [];
  const audit: AuditLog = { record: (entry) => void recorded.push(entry), flush: async () => {} };
  /** Another one in each test. */
  let person: { userId: string; identityId: string; subject: string };
  /** What vaults write, also in the background. */
  const underWay: Promise<unknown>[] = [];
  const makeVault = () =>
    createSessionVault({
      settings,
      people: testPeople(),
      keys,
      database: {
        ...database,
        transaction: (work) => {
          const done = database.transaction(work);
          underWay.push(done);
          return done;
        },
      },
      audit,
      nowMs: () => now,
    });
  type Vault = ReturnType<typeof makeVault>;
  let vault: Vault;

  beforeAll(async () => {
    database = await open();
  });

  beforeEach(async () => {
    now = Date.now();
    recorded.length = 0;
    person = { userId: randomUUID(), identityId: randomUUID(), subject: randomUUID() };
    const { identityId: id, subject } = person;
    await database.prisma.user.create({
      data: {
        id: person.userId,
        displayName: "Ada Lovelace",
        identities: { create: { id, providerId: "google", issuer: "https://g.example", subject } },
      },
    });
    vault = makeVault();
    return async () => {
      vault.close();
      // Its announcements must not reach the next test.
      await Promise.allSettled(underWay.splice(0));
    };
  });

  async function signIn(options: { replaces?: LiveSession; upstreamSid?: string } = {}) {
    const { session, opaqueId } = await vault.start({
      ...person,
      providerId: "google",
      upstreamSid: options.upstreamSid,
      acr: undefined,
      amr: ["pwd"],
      authTimeSeconds: Math.floor(now / 1000),
      replaces: options.replaces,
    });
    const header = `${vault.cookieName}=${await vault.sealCookieValue(opaqueId)}`;
    return { session, opaqueId, header };
  }

  it("keeps one host-only, secure, HttpOnly cookie that holds no personal data", async () => {
    const { opaqueId } = await signIn();
    const cookie = await vault.setCookieHeader(opaqueId);
    expect(cookie).toMatch(/^__Host-portico=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=3600; Secure$/);
    expect(cookie.length).toBeLessThan(4096);
    expect(cookie).not.toContain(opaqueId);
  });

  it("keeps only a hash of the cookie's id in the database", async () => {
    const { opaqueId, session } = await signIn();
    const [row] = await database.query<{ row: string }>("SELECT sessions::text AS row FROM sessions WHERE id = $1", [
      session.id,
    ]);
    expect(row?.row).not.toContain(opaqueId);
    expect(row?.row).not.toContain(Buffer.from(opaqueId).toString("hex"));
  });

  it("knows the person by the cookie, the second time without asking the database", async () => {
    const { session, header } = await signIn();
    expect(vault.authenticateCached(header)).toBeUndefined();
    const first = await vault.authenticate(header);
    expect(first).toMatchObject({ id: session.id, userId: person.userId, displayName: "Ada Lovelace" });
    expect(first?.subject).toBe(person.subject);
    expect(vault.authenticateCached(header)).toBe(first);
  });

  it("finds no session without a cookie", async () => {
    expect(await vault.authenticate(undefined)).toBeNull();
    expect(await vault.authenticate("theme=dark")).toBeNull();
  });

  it.each([
    ["bit-flipped", (header: string) => header.slice(0, -10) + (header.at(-10) === "A" ? "B" : "A") + header.slice(-9)],
    ["cut off", (header: string) => header.slice(0, -20)],
    ["doubled", (header: string) => `${header}; ${header}`],
    ["doubled with another", (header: string) => `__Host-portico=x; ${header}`],
    ["replaced by noise", () => "__Host-portico=noise"],
  ])("finds no session by a cookie that is %s, and records it", async (_what, alter) => {
    const { header } = await signIn();
    expect(await vault.authenticate(alter(header))).toBeNull();
    expect(recorded).toContainEqual(expect.objectContaining({ type: "session.refused", outcome: "failure" }));
  });

  it("refuses a saved cookie once its session has ended", async () => {
    const { session, header } = await signIn();
    await vault.authenticate(header);
    await vault.end(session, "signed_out");
    expect(vault.authenticateCached(header)).toBeUndefined();
    expect(await vault.authenticate(header)).toBeNull();
    expect(await vault.isLive(session.id)).toBe(false);
  });

  it("deletes the session's provider tokens when it ends", async () => {
    const { session } = await signIn();
    await database.prisma.upstreamToken.create({
      data: {
        id: randomUUID(),
        sessionId: session.id,
        providerId: "google",
        identityId: person.identityId,
        accessToken: "jwe",
      },
    });
    await vault.end(session, "signed_out");
    expect(await database.prisma.upstreamToken.count({ where: { sessionId: session.id } })).toBe(0);
  });

  it("refuses in another process at the next call", async () => {
    const other = makeVault();
    const { session, header } = await signIn();
    await other.authenticate(header);
    const announced = new Promise<string>((resolve) => other.onEnded(resolve));
    await vault.end(session, "signed_out");
    expect(await announced).toBe(session.id);
    expect(await other.authenticate(header)).toBeNull();
    other.close();
  });

  it("ends after the idle time, and use moves it", async () => {
    const { header, session } = await signIn();
    now += 500_000;
    expect((await vault.authenticate(header))?.id).toBe(session.id);
    now += 500_000;
    expect((await vault.authenticate(header))?.id).toBe(session.id);
    now += 601_000;
    expect(await vault.authenticate(header)).toBeNull();
    expect(recorded).toContainEqual(expect.objectContaining({ type: "session.ended", details: { reason: "expired" } }));
  });

  it("is not remembered when it ends while it is being read", async () => {
    const { header, session } = await signIn();
    const read = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const query = async <Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> => {
      const found = await database.query<Row>(sql, params);
      read.resolve();
      await goOn.promise;
      return found;
    };
    const slow = createSessionVault({
      settings,
      people: testPeople(),
      keys,
      database: { ...database, query },
      audit,
      nowMs: () => now,
    });
    const reading = slow.authenticate(header);
    await read.promise;
    await vault.end(session, "signed_out");
    goOn.resolve();
    await reading;
    expect(slow.authenticateCached(header)).toBeUndefined();
    slow.close();
  });

  it("is not said to end soon by a process that hasn't seen it used elsewhere", async () => {
    const { header, session } = await signIn();
    const elsewhere = makeVault();
    const look = async (from: Vault) =>
      from.authenticateCached(header, { slide: false }) ?? (await from.authenticate(header, { slide: false }));
    await elsewhere.authenticate(header);
    await vault.authenticate(header);
    now += 540_000;
    await vault.authenticate(header);
    const { prisma } = database;
    const written = async () => (await prisma.session.findUnique({ where: { id: session.id } }))?.lastActiveAt;
    await expect.poll(written).toEqual(new Date(now));
    const endsAt = Math.floor(now / 1000) + settings.session.idleSeconds;
    expect((await look(elsewhere))?.idleExpiresAtSeconds).toBe(endsAt);
    elsewhere.close();
  });

  it("keeps what it knows of a session's use when it looks before that is written", async () => {
    const { header } = await signIn();
    await vault.authenticate(header);
    now += 50_000;
    vault.authenticateCached(header);
    now += 500_000;
    const endsAt = Math.floor((now + 100_000) / 1000);
    expect(vault.authenticateCached(header, { slide: false })).toBeUndefined();
    expect((await vault.authenticate(header, { slide: false }))?.idleExpiresAtSeconds).toBe(endsAt);
    expect(vault.authenticateCached(header, { slide: false })?.idleExpiresAtSeconds).toBe(endsAt);
  });

  it("is not extended by a look that doesn't slide", async () => {
    const { header } = await signIn();
    const before = (await vault.authenticate(header, { slide: false }))?.idleExpiresAtSeconds;
    now += 300_000;
    expect((await vault.authenticate(header, { slide: false }))?.idleExpiresAtSeconds).toBe(before);
  });

  it("ends at the absolute lifetime however much it is used", async () => {
    const { header } = await signIn();
    for (let minute = 0; minute < 59; minute += 5) {
      now += 300_000;
      await vault.authenticate(header);
    }
    now += 60_000;
    expect(await vault.authenticate(header)).toBeNull();
  });

  it("changes its id at sign-in: the cookie from before is dead", async () => {
    const before = await signIn();
    const after = await signIn({ replaces: before.session });
    expect(after.session.id).not.toBe(before.session.id);
    expect(await vault.authenticate(before.header)).toBeNull();
    expect((await vault.authenticate(after.header))?.id).toBe(after.session.id);
  });

  it("ends what a provider's logout names, by its session or by its subject", async () => {
    const one = await signIn({ upstreamSid: "sid-1" });
    const two = await signIn({ upstreamSid: "sid-2" });
    const at = { issuer: "https://g.example", providerIds: ["google"] };
    expect(await vault.endByUpstream({ ...at, issuer: "https://other.example", upstreamSid: "sid-1" })).toBe(0);
    // The same provider by another client: its logout names none of these sessions.
    expect(await vault.endByUpstream({ ...at, providerIds: ["google-2"], upstreamSid: "sid-1" })).toBe(0);
    expect(await vault.endByUpstream({ ...at, upstreamSid: "sid-1" })).toBe(1);
    expect(await vault.authenticate(one.header)).toBeNull();
    expect(await vault.authenticate(two.header)).not.toBeNull();
    expect(await vault.endByUpstream({ ...at, subject: person.subject })).toBe(1);
    expect(await vault.authenticate(two.header)).toBeNull();
  });

  it("signs out everywhere but here", async () => {
    const here = await signIn();
    const there = await signIn();
    await vault.endAllOfUser(person.userId, "signed_out_everywhere", here.session.id);
    expect(await vault.authenticate(there.header)).toBeNull();
    expect(await vault.authenticate(here.header)).not.toBeNull();
    expect(await vault.listOfUser(here.session)).toMatchObject([{ id: here.session.id, current: true }]);
  });

  it("knows no session of a disabled account", async () => {
    const { header } = await signIn();
    await database.prisma.user.update({ where: { id: person.userId }, data: { disabledAt: new Date() } });
    expect(await vault.authenticate(header)).toBeNull();
  });

  it("refuses the cached sessions of an account once it is disabled, and ends them, in every process", async () => {
    const elsewhere = makeVault();
    const { header, session } = await signIn();
    for (const one of [vault, elsewhere]) expect(await one.authenticate(header)).not.toBeNull();
    const ended: string[] = [];
    elsewhere.onEnded((sessionId) => ended.push(sessionId));
    await createAccountStore(database).disable(person.userId, new Date());
    for (const one of [vault, elsewhere]) expect(one.authenticateCached(header)).toBeUndefined();
    // Both try, and one of them records it once every process has the announcement.
    await Promise.all(underWay);
    const itsEnd = () => recorded.filter(({ type, sessionId }) => type === "session.ended" && sessionId === session.id);
    await expect.poll(() => itsEnd().map(({ details }) => details)).toEqual([{ reason: "account_disabled" }]);
    expect(ended).toContain(session.id);
    await database.prisma.user.update({ where: { id: person.userId }, data: { disabledAt: null } });
    expect(await vault.authenticate(header)).toBeNull();
    elsewhere.close();
  });

  it("ends no session that began after the account was enabled again, however late a process gets to it", async () => {
    const [held, tried] = [Promise.withResolvers<void>(), Promise.withResolvers<unknown>()];
    const slow = createSessionVault({
      settings,
      people: testPeople(),
      keys,
      database: {
        ...database,
        transaction: async (work) => {
          await held.promise;
          const done = database.transaction(work);
          tried.resolve(done);
          return done;
        },
      },
      audit,
    });
    const before = await signIn();
    await createAccountStore(database).disable(person.userId, new Date());
    await expect.poll(() => recorded.filter(({ type }) => type === "session.ended")).not.toEqual([]);
    await database.prisma.user.update({ where: { id: person.userId }, data: { disabledAt: null } });
    const after = await signIn();
    held.resolve();
    expect(await tried.promise).toMatchObject({ sessions: [] });
    expect(await vault.authenticate(after.header)).not.toBeNull();
    expect(await vault.authenticate(before.header)).toBeNull();
    slow.close();
  });

  it("closes what is open for sessions of a disabled account although the database can't write their end", async () => {
    const failing = createSessionVault({
      settings,
      people: testPeople(),
      keys,
      database: { ...database, transaction: () => Promise.reject(new Error("no connection")) },
      audit,
    });
    const { header, session } = await signIn();
    expect(await failing.authenticate(header)).not.toBeNull();
    const ended = new Promise((resolve) => failing.onEnded(resolve));
    vault.close();
    await createAccountStore(database).disable(person.userId, new Date());
    expect(await ended).toBe(session.id);
    expect(failing.authenticateCached(header)).toBeUndefined();
    failing.close();
  });

  // The embedded database has one connection, which can't wait for itself.
  if (kind === "postgres") {
    it("ends sessions in the order in which their use is written, so that neither waits for the other", async () => {
      // The one that was written first has the higher id.
      let [first, second] = [await signIn(), await signIn()];
      while (first.session.id < second.session.id) [first, second] = [second, await signIn()];
      const [low, high] = [second.session.id, first.session.id];
      const hold = (tx: TransactionClient, id: string) =>
        tx.$queryRaw`SELECT id FROM sessions WHERE id = ${id}::uuid FOR UPDATE`;
      const waits = () =>
        database.query(
          "SELECT pid FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()",
        );
      const ending = await database.transaction(async (tx) => {
        await hold(tx, low);
        const ending = vault.endAllOfUser(person.userId, "signed_out_everywhere");
        await expect.poll(waits).toHaveLength(1);
        await hold(tx, high);
        // Not awaited in here, where it can't end.
        return { ended: ending };
      });
      expect(await ending.ended).toBeGreaterThanOrEqual(2);
    });
  }

  it("trusts no memory while the process has no listener", async () => {
    const listenerless = createSessionVault({
      settings,
      people: testPeople(),
      keys,
      database: { ...database, notify: { ...database.notify, listening: false } },
      audit,
      nowMs: () => now,
    });
    const { header } = await signIn();
    expect(await listenerless.authenticate(header)).not.toBeNull();
    expect(listenerless.authenticateCached(header)).toBeUndefined();
    listenerless.close();
  });
});
