import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { createAccountStore } from "#server/accounts/account-store.ts";
import type { AuditEntry } from "#server/audit/audit-event.ts";
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

eachDatabase("raising a session (step-up)", (open) => {
  let database: Database;
  let now = Date.now();
  const recorded: AuditEntry[] = [];
  const audit = { record: (entry: AuditEntry) => void recorded.push(entry), flush: async () => {} };
  const makeVault = (on: Pick<Database, "prisma" | "notify" | "transaction" | "query"> = database) =>
    createSessionVault({ settings, people: testPeople(), keys, database: on, audit, nowMs: () => now });
  let vault: ReturnType<typeof makeVault>;
  let elsewhere: ReturnType<typeof makeVault>;
  let person: { userId: string; identityId: string };

  beforeAll(async () => {
    database = await open();
  });
  beforeEach(async () => {
    now = Date.now();
    recorded.length = 0;
    person = { userId: randomUUID(), identityId: randomUUID() };
    const identity = {
      id: person.identityId,
      providerId: "google",
      issuer: "https://g.example",
      subject: randomUUID(),
    };
    await database.prisma.user.create({
      data: { id: person.userId, displayName: "Ada Lovelace", identities: { create: identity } },
    });
    vault = makeVault();
    elsewhere = makeVault();
    return () => {
      vault.close();
      elsewhere.close();
    };
  });

  const headerOf = async (opaqueId: string) => `${vault.cookieName}=${await vault.sealCookieValue(opaqueId)}`;
  const later = () => ({ acr: "urn:example:2fa", amr: ["pwd", "hwk"], authTimeSeconds: Math.floor(now / 1000) });

  async function signIn() {
    const authentication = { acr: undefined, amr: ["pwd"], authTimeSeconds: Math.floor(now / 1000) };
    const rest = { providerId: "google", upstreamSid: undefined, replaces: undefined };
    const { session, opaqueId } = await vault.start({ ...person, ...rest, ...authentication });
    return { session, header: await headerOf(opaqueId) };
  }

  it("gives the session its new authentication and keeps its id, its groups and its absolute end", async () => {
    const { session } = await signIn();
    now += 120_000;
    const raised = await vault.raise(session, later());
    expect(raised.session).toMatchObject({ ...later(), id: session.id, expiresAtSeconds: session.expiresAtSeconds });
    const seen = await vault.authenticate(await headerOf(raised.opaqueId));
    expect(seen).toMatchObject({ id: session.id, userId: person.userId, providerId: "google", ...later() });
    expect(recorded).toContainEqual({
      type: "session.raised",
      outcome: "success",
      userId: person.userId,
      sessionId: session.id,
      details: { amr: ["pwd", "hwk"], acr: "urn:example:2fa" },
    });
  });

  it("starts the session's idle time again", async () => {
    const { session } = await signIn();
    now += 590_000;
    const raised = await vault.raise(session, later());
    now += 590_000;
    expect(await vault.authenticate(await headerOf(raised.opaqueId))).not.toBeNull();
  });

  it("refuses the cookie from before, here and in another process that had it in memory", async () => {
    const { session, header } = await signIn();
    await vault.authenticate(header);
    await elsewhere.authenticate(header);
    expect(elsewhere.authenticateCached(header)).not.toBeUndefined();
    await vault.raise(session, later());
    for (const each of [vault, elsewhere]) {
      expect(each.authenticateCached(header)).toBeUndefined();
      expect(await each.authenticate(header)).toBeNull();
    }
  });

  it("is seen in another process at the next use, by the cookie and by the session's id", async () => {
    const { session, header } = await signIn();
    await elsewhere.authenticate(header);
    now += 5_000;
    const { opaqueId } = await vault.raise(session, later());
    expect(elsewhere.findCached(session.id)).toBeUndefined();
    expect(await elsewhere.find(session.id)).toMatchObject(later());
    expect(await elsewhere.authenticate(await headerOf(opaqueId))).toMatchObject(later());
  });

  it("is announced in every process, and is no end of the session", async () => {
    const { session, header } = await signIn();
    await elsewhere.authenticate(header);
    const raised: string[] = [];
    const ended: string[] = [];
    for (const each of [vault, elsewhere]) {
      each.onRaised((id) => raised.push(id));
      each.onEnded((id) => ended.push(id));
    }
    await vault.raise(session, later());
    expect(new Set(raised)).toEqual(new Set([session.id]));
    expect(raised.length).toBeGreaterThanOrEqual(2);
    expect(ended).toEqual([]);
    expect(await vault.isLive(session.id)).toBe(true);
  });

  it("fails when the session ended meanwhile, and brings no session back", async () => {
    const { session, header } = await signIn();
    await elsewhere.end(session, "signed_out");
    await expect(vault.raise(session, later())).rejects.toMatchObject({ code: "session_required" });
    expect(await vault.authenticate(header)).toBeNull();
    expect(await vault.isLive(session.id)).toBe(false);
    expect(recorded.map(({ type }) => type)).not.toContain("session.raised");
  });

  it("fails past the session's absolute end", async () => {
    const { session } = await signIn();
    now += 3_600_000;
    await expect(vault.raise(session, later())).rejects.toMatchObject({ code: "session_required" });
  });

  it("fails when the account was disabled meanwhile", async () => {
    const { session } = await signIn();
    await createAccountStore(database).disable(person.userId, new Date());
    await expect(vault.raise(session, later())).rejects.toMatchObject({ code: "session_required" });
  });

  it("leaves one cookie when it happens twice at once", async () => {
    const { session, header } = await signIn();
    const both = await Promise.all([vault.raise(session, later()), elsewhere.raise(session, later())]);
    const headers = [header, ...(await Promise.all(both.map(({ opaqueId }) => headerOf(opaqueId))))];
    const seen = await Promise.all(headers.map((each) => vault.authenticate(each)));
    expect(seen.filter((each) => each !== null)).toHaveLength(1);
    expect(seen[0]).toBeNull();
  });

  it("isn't undone by a process that was reading the session as it happened", async () => {
    const { session, header } = await signIn();
    const read = Promise.withResolvers<void>();
    const goOn = Promise.withResolvers<void>();
    const query = async <Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> => {
      const found = await database.query<Row>(sql, params);
      read.resolve();
      await goOn.promise;
      return found;
    };
    const slow = makeVault({ ...database, query });
    const reading = slow.authenticate(header);
    await read.promise;
    await vault.raise(session, later());
    goOn.resolve();
    await reading;
    expect(slow.authenticateCached(header)).toBeUndefined();
    expect(slow.findCached(session.id)).toBeUndefined();
    slow.close();
  });
});
