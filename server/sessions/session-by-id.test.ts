import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, expect, it } from "vitest";
import { createAccountStore } from "#server/accounts/account-store.ts";
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
const audit = { record: () => {}, flush: async () => {} };

eachDatabase("a session asked for by its id", (open) => {
  let database: Database;
  let now = Date.now();
  let reads = 0;
  /** Another one in each test. */
  let person: { userId: string; identityId: string };
  let vault: ReturnType<typeof createSessionVault>;

  beforeAll(async () => {
    database = await open();
  });

  beforeEach(async () => {
    now = Date.now();
    person = { userId: randomUUID(), identityId: randomUUID() };
    const identity = { providerId: "google", issuer: "https://g.example", subject: person.userId };
    await database.prisma.user.create({
      data: {
        id: person.userId,
        displayName: "Ada Lovelace",
        identities: { create: { id: person.identityId, ...identity } },
      },
    });
    vault = makeVault();
    return () => vault.close();
  });

  function query<Row>(sql: string, params?: readonly unknown[]): Promise<Row[]> {
    reads += 1;
    return database.query<Row>(sql, params);
  }

  function makeVault() {
    return createSessionVault({
      settings,
      people: testPeople(),
      keys,
      database: { ...database, query },
      audit,
      nowMs: () => now,
    });
  }

  async function signIn() {
    const { session, opaqueId } = await vault.start({
      ...person,
      providerId: "google",
      upstreamSid: undefined,
      acr: undefined,
      amr: [],
      groups: ["staff"],
      authTimeSeconds: Math.floor(now / 1000),
      replaces: undefined,
    });
    return { session, cookie: `${vault.cookieName}=${await vault.sealCookieValue(opaqueId)}` };
  }

  it("is read once, with its groups, and remembered", async () => {
    const { session } = await signIn();
    expect(vault.findCached(session.id)).toBeUndefined();
    expect(await vault.find(session.id)).toMatchObject({ id: session.id, groups: ["staff"] });
    const before = reads;
    for (let count = 0; count < 20; count++) expect(vault.findCached(session.id)?.id).toBe(session.id);
    expect(reads).toBe(before);
  });

  it("is the one that the cookie made known", async () => {
    const { session, cookie } = await signIn();
    expect(await vault.authenticate(cookie)).toBe(vault.findCached(session.id));
  });

  it("is not to be had by writing its id into the portal's cookie", async () => {
    const { session } = await signIn();
    await vault.find(session.id);
    const forged = `${vault.cookieName}=${session.id}`;
    expect(vault.authenticateCached(forged)).toBeUndefined();
    expect(await vault.authenticate(forged)).toBeNull();
  });

  it("is gone once it has ended, here or in another process", async () => {
    const elsewhere = makeVault();
    const { session } = await signIn();
    for (const one of [vault, elsewhere]) expect(await one.find(session.id)).not.toBeNull();
    const announced = new Promise((resolve) => elsewhere.onEnded(resolve));
    await vault.end(session, "signed_out");
    await announced;
    for (const one of [vault, elsewhere]) {
      expect(one.findCached(session.id)).toBeUndefined();
      expect(await one.find(session.id)).toBeNull();
    }
    elsewhere.close();
  });

  it("is gone once its account is disabled", async () => {
    const { session } = await signIn();
    expect(await vault.find(session.id)).not.toBeNull();
    const ended = new Promise((resolve) => vault.onEnded(resolve));
    await createAccountStore(database).disable(person.userId, new Date());
    expect(vault.findCached(session.id)).toBeUndefined();
    expect(await vault.find(session.id)).toBeNull();
    // In the background: its announcement must not reach the next test's vault.
    expect(await ended).toBe(session.id);
  });

  it("is gone once its idle time is over, which asking for it puts off", async () => {
    const { session } = await signIn();
    for (let count = 0; count < 3; count++) {
      now += 500_000;
      expect(await vault.find(session.id)).not.toBeNull();
    }
    now += 601_000;
    expect(vault.findCached(session.id)).toBeUndefined();
    expect(await vault.find(session.id)).toBeNull();
  });

  it("is null when there is none", async () => {
    expect(await vault.find(randomUUID())).toBeNull();
  });
});
