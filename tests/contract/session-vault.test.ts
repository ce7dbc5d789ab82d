import { randomUUID } from "node:crypto";
import { beforeAll, beforeEach, describe, expect, it } from "vitest";
import { KeyRing } from "#server/crypto/key-ring.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { Database } from "#server/database/database.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { MemoryVault, type UsedVault } from "#tests/support/memory-vault.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";

interface Signed {
  session: LiveSession;
  header: string;
}

interface VaultUnderTest {
  vault: UsedVault;
  signIn(): Promise<Signed>;
  /** A session whose idle time is over. */
  signInLongAgo(): Promise<Signed>;
}

/** What the tests of the BFF and of forward auth take for granted of a vault. */
function holdsTheContract(make: () => Promise<VaultUnderTest>): void {
  let vault: UsedVault;
  let signIn: VaultUnderTest["signIn"];
  let signInLongAgo: VaultUnderTest["signInLongAgo"];
  beforeEach(async () => {
    ({ vault, signIn, signInLongAgo } = await make());
  });

  it.each([undefined, "", "theme=dark", "xportico-test=1"])(
    "certainly knows no session by the header %o",
    async (header) => {
      expect(vault.authenticateCached(header)).toBeNull();
      expect(await vault.authenticate(header)).toBeNull();
    },
  );

  it("finds the session by its cookie among others", async () => {
    const { session, header } = await signIn();
    const found = await vault.authenticate(`theme=dark; ${header}; lang=de`);
    expect(found).toMatchObject({ id: session.id, userId: session.userId, providerId: "google", amr: ["pwd"] });
  });

  it("answers from memory with the same object once it has found a session", async () => {
    const { header } = await signIn();
    const found = await vault.authenticate(header);
    expect(found).not.toBeNull();
    expect(vault.authenticateCached(header)).toBe(found);
    expect(vault.authenticateCached(header, { slide: false })).toBe(found);
    expect(await vault.authenticate(header)).toBe(found);
  });

  it("knows nothing from memory of a cookie that it never saw, and no session by it", async () => {
    const header = `${vault.cookieName}=noise`;
    expect(vault.authenticateCached(header)).toBeUndefined();
    expect(await vault.authenticate(header)).toBeNull();
    expect(vault.authenticateCached(header)).toBeUndefined();
  });

  it("takes neither of two cookies, and leaves that to the asynchronous way", async () => {
    const { header } = await signIn();
    await vault.authenticate(header);
    for (const doubled of [`${header}; ${header}`, `${vault.cookieName}=noise; ${header}`]) {
      expect(vault.authenticateCached(doubled)).toBeUndefined();
      expect(await vault.authenticate(doubled)).toBeNull();
    }
  });

  it("forgets a session that ends: nothing from memory, no session, not live", async () => {
    const { session, header } = await signIn();
    await vault.authenticate(header);
    expect(await vault.isLive(session.id)).toBe(true);
    await vault.end(session, "signed_out");
    expect(vault.authenticateCached(header)).toBeUndefined();
    expect(await vault.authenticate(header)).toBeNull();
    expect(await vault.isLive(session.id)).toBe(false);
  });

  it("says that a session ended, to each handler that still listens, and not again when it is ended again", async () => {
    const { session } = await signIn();
    const heard: string[] = [];
    const stopped: string[] = [];
    vault.onEnded((id) => heard.push(id));
    vault.onEnded((id) => stopped.push(id))();
    await vault.end(session, "signed_out");
    expect(heard).toContain(session.id);
    const before = heard.length;
    await vault.end(session, "signed_out");
    expect(heard).toHaveLength(before);
    expect(stopped).toEqual([]);
  });

  it("ends one session and leaves the others", async () => {
    const one = await signIn();
    const other = await signIn();
    await vault.authenticate(other.header);
    await vault.end(one.session, "signed_out");
    expect(vault.authenticateCached(other.header)).toMatchObject({ id: other.session.id });
  });

  it("finds no session whose time is over", async () => {
    const { session, header } = await signInLongAgo();
    expect(await vault.authenticate(header)).toBeNull();
    expect(vault.authenticateCached(header)).toBeUndefined();
    expect(await vault.isLive(session.id)).toBe(false);
  });

  it("knows no session by an id that is none", async () => {
    expect(await vault.isLive(randomUUID())).toBe(false);
  });

  it("clears the cookie with the attributes that it was set with", () => {
    expect(vault.clearCookieHeader()).toBe(`${vault.cookieName}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`);
  });

  it("finds a session by its id, and no ended one", async () => {
    const { session } = await signIn();
    expect(await vault.find(session.id, { slide: false })).toMatchObject({ id: session.id, userId: session.userId });
    await vault.end(session, "signed_out");
    expect(await vault.find(session.id, { slide: false })).toBeNull();
  });

  it("ends no session and raises none by being asked to report it", async () => {
    const { session, header } = await signIn();
    const raised: string[] = [];
    vault.onRaised((id) => raised.push(id))();
    await vault.authenticate(header);
    expect(await vault.isLive(session.id)).toBe(true);
    expect(raised).toEqual([]);
  });
}

describe("a session vault, in memory", () => {
  holdsTheContract(async () => {
    const vault = new MemoryVault();
    const signed = (session: LiveSession) => ({ session, header: `${vault.cookieName}=${session.id}` });
    return {
      vault,
      signIn: async () => signed(vault.add(randomUUID())),
      signInLongAgo: async () =>
        signed(vault.add(randomUUID(), { idleExpiresAtSeconds: Math.floor(Date.now() / 1000) - 1 })),
    };
  });
});

eachDatabase("a session vault", (open) => {
  const settings = {
    session: { idleSeconds: 600, absoluteSeconds: 3600 },
    secure: false,
    publicUrl: "http://localhost:3000",
  };
  const keys = new KeyRing([new Secret("a".repeat(40))]);
  const audit = { record: () => {}, flush: async () => {} };
  const person = { userId: randomUUID(), identityId: randomUUID() };
  let database: Database;
  let close = () => {};

  beforeAll(async () => {
    database = await open();
    const identity = { id: person.identityId, providerId: "google", issuer: "https://g.example", subject: "1" };
    const data = { id: person.userId, displayName: "Ada Lovelace", identities: { create: identity } };
    await database.prisma.user.create({ data });
  });
  beforeEach(() => () => close());

  holdsTheContract(async () => {
    let now = Date.now();
    const vault = createSessionVault({ settings, people: testPeople(), keys, database, audit, nowMs: () => now });
    close = vault.close;
    async function signIn(): Promise<Signed> {
      const { session, opaqueId } = await vault.start({
        ...person,
        providerId: "google",
        upstreamSid: undefined,
        acr: undefined,
        amr: ["pwd"],
        authTimeSeconds: Math.floor(now / 1000),
        replaces: undefined,
      });
      return { session, header: `${vault.cookieName}=${await vault.sealCookieValue(opaqueId)}` };
    }
    return {
      vault,
      signIn,
      async signInLongAgo() {
        const signed = await signIn();
        now += 600_000;
        return signed;
      },
    };
  });
});
