import { randomUUID } from "node:crypto";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SignIn } from "#server/sign-in/create-sign-in.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("tokens at providers", (open) => {
  let harness: SignInHarness;
  let database: Database;
  const others: SignIn[] = [];
  beforeAll(async () => {
    database = await open();
    harness = await startSignInHarness(database);
  });
  afterEach(async () => {
    harness.controls.reset();
    for (const other of others.splice(0)) await other.close();
  });
  afterAll(() => harness.close());

  const ask = (session: LiveSession, providerId = "google", by: SignIn = harness.signIn) =>
    by.upstreamTokens.forSession(session, { providerId, scopes: [] });
  const anotherProcess = async () => {
    const made = await harness.anotherProcess();
    others.push(made);
    return made;
  };
  /** Makes the stored access token look as if it were over. */
  const expire = (session: LiveSession, secondsAgo = 10) =>
    database.prisma.upstreamToken.updateMany({
      where: { sessionId: session.id },
      data: { accessTokenExpiresAt: new Date(Date.now() - secondsAgo * 1000) },
    });
  /** The database, with a say in the writes that keep what a refresh gave. */
  function withRefreshedWrites(around: (write: () => Promise<unknown>) => Promise<unknown>): Database {
    const { upstreamToken } = database.prisma;
    const updateMany = (args: { data: object }) => {
      const write = () => upstreamToken.updateMany(args);
      return "version" in args.data && !("endedAt" in args.data) ? around(write) : write();
    };
    const model = new Proxy(upstreamToken, {
      get: (target, name) => (name === "updateMany" ? updateMany : Reflect.get(target, name)),
    });
    const prisma = new Proxy(database.prisma, {
      get: (target, name) => (name === "upstreamToken" ? model : Reflect.get(target, name)),
    });
    return { ...database, prisma };
  }
  const refreshes = (provider: "google" | "microsoft" | "github" = "google") =>
    harness.controls.calls(provider, "token");

  it("hands out the token of the sign-in while it is fresh, without asking anybody", async () => {
    const { session } = await harness.signedIn("ada");
    const before = refreshes();
    const { token, scopes, expiresAtSeconds } = await ask(session);
    expect(token.reveal()).toMatch(/^ya29\.demo\./);
    expect(String(token)).toBe("[secret]");
    expect(scopes).toContain("openid");
    expect(expiresAtSeconds).toBeGreaterThan(Date.now() / 1000);
    expect(refreshes()).toBe(before);
  });

  it("refreshes an expired one and hands out the new one from then on", async () => {
    const { session } = await harness.signedIn("ada");
    const old = (await ask(session)).token.reveal();
    await expire(session);
    const fresh = (await ask(session)).token.reveal();
    expect(fresh).not.toBe(old);
    const before = refreshes();
    expect((await ask(session)).token.reveal()).toBe(fresh);
    expect(refreshes()).toBe(before);
  });

  it("refreshes once for 200 parallel calls, with a provider that rotates and punishes reuse", async () => {
    harness.controls.adjust("microsoft", { refreshRotation: "punish-reuse" });
    const { session } = await harness.signedIn("ada", "microsoft-entra-id");
    await expire(session);
    const before = refreshes("microsoft");
    const tokens = await Promise.all(Array.from({ length: 200 }, () => ask(session, "microsoft-entra-id")));
    expect(new Set(tokens.map(({ token }) => token.reveal())).size).toBe(1);
    expect(refreshes("microsoft")).toBe(before + 1);
    await expire(session);
    await ask(session, "microsoft-entra-id");
    expect(refreshes("microsoft")).toBe(before + 2);
  });

  it.each([
    ["before", false],
    ["behind", true],
  ])("keeps what a rotating provider gave when the database fails for a moment %s the write", async (_, written) => {
    harness.controls.adjust("microsoft", { refreshRotation: "punish-reuse" });
    let attempts = 0;
    const unsteady = await harness.anotherProcess(
      withRefreshedWrites(async (write) => {
        if (++attempts > 2) return write();
        if (written) await write();
        throw Object.assign(new Error("read ECONNRESET"), { code: "ECONNRESET" });
      }),
    );
    others.push(unsteady);
    const { session } = await harness.signedIn("ada", "microsoft-entra-id");
    await expire(session);
    const before = refreshes("microsoft");
    const { token } = await ask(session, "microsoft-entra-id", unsteady);
    expect(attempts).toBe(3);
    expect(refreshes("microsoft")).toBe(before + 1);
    expect((await ask(session, "microsoft-entra-id")).token.reveal()).toBe(token.reveal());
    await expire(session);
    await ask(session, "microsoft-entra-id");
  });

  it("refreshes once for parallel calls in three processes", async () => {
    harness.controls.adjust("microsoft", { refreshRotation: "punish-reuse" });
    const { session } = await harness.signedIn("ada", "microsoft-entra-id");
    await expire(session);
    const processes = [harness.signIn, await anotherProcess(), await anotherProcess()];
    const before = refreshes("microsoft");
    const calls = processes.flatMap((process) =>
      Array.from({ length: 20 }, () => ask(session, "microsoft-entra-id", process)),
    );
    const tokens = await Promise.all(calls);
    expect(new Set(tokens.map(({ token }) => token.reveal())).size).toBe(1);
    expect(refreshes("microsoft")).toBe(before + 1);
  });

  /** As if that process had begun to refresh it. */
  const leaseTo = (session: LiveSession, holder: string, seconds: number) =>
    database.prisma.upstreamToken.updateMany({
      where: { sessionId: session.id },
      data: { leaseId: holder, leaseExpiresAt: new Date(Date.now() + seconds * 1000) },
    });

  it("takes the lease of a process that died in mid-refresh, not waiting for its end", async () => {
    const { session } = await harness.signedIn("ada");
    await expire(session);
    await leaseTo(session, randomUUID(), 600);
    const before = refreshes();
    expect((await ask(session)).token.reveal()).toMatch(/^ya29\.demo\./);
    expect(refreshes()).toBe(before + 1);
  });

  it("waits for the lease of a process that lives, and takes it when it is over", async () => {
    const { session } = await harness.signedIn("ada");
    await expire(session);
    const before = refreshes();
    const started = Date.now();
    await leaseTo(session, database.notify.processId, 2.2);
    expect((await ask(session)).token.reveal()).toMatch(/^ya29\.demo\./);
    expect(refreshes()).toBe(before + 1);
    // Whole seconds are counted.
    expect(Date.now() - started).toBeGreaterThan(1_200);
  });

  it("says whether a token is still held without asking the provider, also while it can't be refreshed", async () => {
    const { session } = await harness.signedIn("ada");
    await expire(session);
    harness.controls.fail("google", "token", { status: 503 });
    const before = refreshes();
    const held = (scopes: string[], providerId = "google") =>
      harness.signIn.upstreamTokens.stillHeld(session, { providerId, scopes });
    expect([await held([]), await held(["openid"])]).toEqual([true, true]);
    expect([await held(["calendar.readonly"]), await held([], "github")]).toEqual([false, false]);
    expect(refreshes()).toBe(before);
    await harness.signIn.upstreamTokens.revokeOfSession(session);
    expect(await held([])).toBe(false);
  });

  it("forces one refresh for a token that the API refused, and none for an older one", async () => {
    const { session } = await harness.signedIn("ada");
    const { token: refused } = await ask(session);
    const again = { providerId: "google", scopes: [], refused };
    const before = refreshes();
    const [first, second] = await Promise.all([
      harness.signIn.upstreamTokens.forSession(session, again),
      harness.signIn.upstreamTokens.forSession(session, again),
    ]);
    expect(first?.token.reveal()).not.toBe(refused.reveal());
    expect(second?.token.reveal()).toBe(first?.token.reveal());
    const later = await harness.signIn.upstreamTokens.forSession(session, again);
    expect(later.token.reveal()).toBe(first?.token.reveal());
    expect(refreshes()).toBe(before + 1);
  });

  it("ends the token when the provider answers invalid_grant, and asks the provider no more", async () => {
    const { session } = await harness.signedIn("grace");
    await expire(session);
    harness.controls.adjust("google", { refusesRefreshOf: new Set(["grace"]) });
    await expect(ask(session)).rejects.toMatchObject({
      code: "reauthentication_required",
      facts: { provider: "google" },
    });
    const before = refreshes();
    await expect(ask(session)).rejects.toMatchObject({ code: "reauthentication_required" });
    expect(refreshes()).toBe(before);
    expect(
      harness.recorded.some(({ type, sessionId }) => type === "upstream_token.ended" && sessionId === session.id),
    ).toBe(true);
    expect(await harness.vault.isLive(session.id)).toBe(true);
  });

  it.each([
    ["500", { status: 500 }],
    ["malformed JSON", { malformedJson: true }],
    ["a dropped connection", { drop: true }],
    ["invalid_client", { status: 401, body: { error: "invalid_client" } }],
    ["temporarily_unavailable", { status: 400, body: { error: "temporarily_unavailable" } }],
  ] as const)("keeps the token through %s and says when to try again", async (_name, fault) => {
    const { session } = await harness.signedIn("ada");
    await expire(session);
    harness.controls.fail("google", "token", fault);
    await expect(ask(session)).rejects.toMatchObject({ code: "token_unavailable", facts: { retryAfterSeconds: 5 } });
    harness.controls.heal("google");
    expect((await ask(session)).token.reveal()).toMatch(/^ya29\.demo\./);
  });

  it("hands out the old token while it still works, when refreshing early fails", async () => {
    const { session } = await harness.signedIn("ada");
    const old = (await ask(session)).token.reveal();
    await expire(session, -30);
    harness.controls.fail("google", "token", { status: 503 });
    expect((await ask(session)).token.reveal()).toBe(old);
  });

  it.each([
    ["0", 0],
    ["nothing", undefined],
    ["null", null],
    ["a negative number", -3600],
    ["a word", "never"],
    ["a number beyond any calendar", 1e300],
  ])(
    "keeps what a refresh brought whose expires_in is %s, and asks for no more until the API refuses it",
    async (_name, expiresIn) => {
      const { session } = await harness.signedIn("ada");
      await expire(session);
      const body = { access_token: "replaced", refresh_token: "rotated", token_type: "Bearer", expires_in: expiresIn };
      harness.controls.fail("google", "token", { status: 200, body }, 1);
      const before = refreshes();
      for (let call = 0; call < 3; call++) expect((await ask(session)).token.reveal()).toBe("replaced");
      expect(refreshes()).toBe(before + 1);
      // The new refresh token is the one that is used from now on; this provider doesn't know it.
      const refused = harness.signIn.upstreamTokens.forSession(session, {
        providerId: "google",
        scopes: [],
        refused: (await ask(session)).token,
      });
      await expect(refused).rejects.toMatchObject({ code: "reauthentication_required" });
    },
  );

  it("counts seconds that stand in quotes", async () => {
    const { session } = await harness.signedIn("ada");
    await expire(session);
    const body = { access_token: "replaced", token_type: "Bearer", expires_in: "3600" };
    harness.controls.fail("google", "token", { status: 200, body }, 1);
    const askedAtSeconds = Math.floor(Date.now() / 1000);
    const { expiresAtSeconds } = await ask(session);
    expect(expiresAtSeconds).toBeGreaterThanOrEqual(askedAtSeconds + 3_600);
    expect(expiresAtSeconds).toBeLessThanOrEqual(Date.now() / 1000 + 3_600);
  });

  it.each([0, -3600, 1e300, "3600", "never"])(
    "signs people in whose token says expires_in %s, and their calls work",
    async (expiresIn) => {
      harness.controls.adjust("google", { expiresIn });
      const { session } = await harness.signedIn("ada");
      const before = refreshes();
      expect((await ask(session)).token.reveal()).toMatch(/^ya29\.demo\./);
      expect(refreshes()).toBe(before);
    },
  );

  it("lets a sign-out during the refresh win: nothing is written, what came is given back", async () => {
    const { session } = await harness.signedIn("ada");
    await expire(session);
    const signedOut = Promise.withResolvers<void>();
    harness.controls.fail("google", "token", { until: signedOut.promise }, 1);
    const revokedBefore = harness.controls.calls("google", "revoke");
    const refreshing = ask(session);
    const refused = expect(refreshing).rejects.toMatchObject({ code: "reauthentication_required" });
    await expect
      .poll(() => database.prisma.upstreamToken.count({ where: { sessionId: session.id, leaseId: { not: null } } }))
      .toBe(1);
    await harness.vault.end(session, "signed_out");
    signedOut.resolve();
    await refused;
    expect(harness.controls.calls("google", "revoke")).toBe(revokedBefore + 1);
    const stored = await database.prisma.upstreamToken.findFirst({ where: { sessionId: session.id } });
    expect(stored?.version ?? 1).toBe(1);
    await expect(ask(session)).rejects.toMatchObject({ code: expect.stringMatching(/reauthentication|connection/) });
  });

  it("never refreshes GitHub's classic tokens, which don't expire, and ends one that the API refuses", async () => {
    const { session } = await harness.signedIn("ada", "github");
    const { token, expiresAtSeconds, scopes } = await ask(session, "github");
    expect(expiresAtSeconds).toBeUndefined();
    expect(scopes).toEqual(["read:user", "user:email"]);
    const request = { providerId: "github", scopes: [], refused: token };
    await expect(harness.signIn.upstreamTokens.forSession(session, request)).rejects.toMatchObject({
      code: "reauthentication_required",
    });
  });

  it("understands GitHub's errors with status 200", async () => {
    harness.controls.adjust("github", { expiringTokens: true, refusesRefreshOf: new Set(["ada"]) });
    const { session } = await harness.signedIn("ada", "github");
    await expire(session);
    await expect(ask(session, "github")).rejects.toMatchObject({ code: "reauthentication_required" });
  });

  it("keeps GitHub's rotated refresh token", async () => {
    harness.controls.adjust("github", { expiringTokens: true, refreshRotation: "single-use" });
    const { session } = await harness.signedIn("ada", "github");
    for (let round = 0; round < 3; round++) {
      await expire(session);
      expect((await ask(session, "github")).token.reveal()).toMatch(/^gho_demo\./);
    }
  });

  it("treats a cell moved to another row as no token, never as the wrong person's", async () => {
    const { session: ada } = await harness.signedIn("ada");
    const { session: grace } = await harness.signedIn("grace");
    const stolen = await database.prisma.upstreamToken.findFirst({ where: { sessionId: ada.id } });
    await database.prisma.upstreamToken.updateMany({
      where: { sessionId: grace.id },
      data: { accessToken: stolen?.accessToken ?? "" },
    });
    await expect(ask(grace)).rejects.toMatchObject({ code: "provider_connection_required" });
  });

  it("tells who caches tokens when one changed, in other processes too", async () => {
    const { session } = await harness.signedIn("ada");
    const heard: string[] = [];
    const other = await anotherProcess();
    other.upstreamTokens.onChanged((sessionId, providerId) => heard.push(`${sessionId} ${providerId}`));
    await expire(session);
    await ask(session);
    await expect.poll(() => heard).toContain(`${session.id} google`);
  });

  describe("at sign-out", () => {
    it("are revoked at the provider and dead here", async () => {
      const { session } = await harness.signedIn("ada", "github");
      const { token } = await ask(session, "github");
      expect(await harness.signIn.upstreamTokens.revokeOfSession(session)).toEqual([
        { providerId: "github", outcome: "revoked" },
      ]);
      const headers = { authorization: `Bearer ${token.reveal()}` };
      expect((await fetch(`${harness.origin}/github/user`, { headers })).status).toBe(401);
      await expect(ask(session, "github")).rejects.toMatchObject({ code: "reauthentication_required" });
    });

    it("are revoked by RFC 7009 where discovery offers it, and honestly not where it doesn't", async () => {
      harness.controls.revokeGrantsOf("google", "alan");
      const { session } = await harness.signedIn("alan", "google");
      expect(await harness.signIn.upstreamTokens.revokeOfSession(session)).toEqual([
        { providerId: "google", outcome: "revoked" },
      ]);
      const entra = await harness.signedIn("alan", "microsoft-entra-id");
      expect(await harness.signIn.upstreamTokens.revokeOfSession(entra.session)).toEqual([
        { providerId: "microsoft-entra-id", outcome: "not_revoked" },
      ]);
    });

    it("stay at Google while another browser of the same person needs the grant, and that one goes on", async () => {
      const { session: first } = await harness.signedIn("grace");
      const { session: second } = await harness.signedIn("grace");
      const [outcome] = await harness.signIn.upstreamTokens.revokeOfSession(first);
      expect(outcome).toEqual({ providerId: "google", outcome: "still_used" });
      await expire(second);
      expect((await ask(second)).token.reveal()).toMatch(/^ya29\.demo\./);
    });

    it.each([
      ["answers 500", { status: 500 }],
      ["drops the connection", { drop: true }],
    ] as const)("end here even when the provider %s", async (_name, fault) => {
      const { session } = await harness.signedIn("ada", "github");
      harness.controls.fail("github", "revoke", fault);
      expect(await harness.signIn.upstreamTokens.revokeOfSession(session)).toEqual([
        { providerId: "github", outcome: "not_revoked" },
      ]);
      await expect(ask(session, "github")).rejects.toMatchObject({ code: "reauthentication_required" });
    });
  });

  it("gives a second browser the refresh token that Google gives only once", async () => {
    await harness.signedIn("grace");
    const { session } = await harness.signedIn("grace");
    await expire(session);
    expect((await ask(session)).token.reveal()).toMatch(/^ya29\.demo\./);
  });
});
