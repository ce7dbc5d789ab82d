import { afterAll, afterEach, beforeAll, expect, it } from "vitest";
import { KeyRing } from "#server/crypto/key-ring.ts";
import type { Database } from "#server/database/database.ts";
import { createSessionVault } from "#server/sessions/create-session-vault.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { type SignInHarness, startSignInHarness } from "#tests/support/sign-in-harness.ts";
import { eachDatabase } from "#tests/support/test-database.ts";
import { testPeople } from "#tests/support/test-people.ts";

eachDatabase("sessions of browsers that never come back", (open) => {
  let database: Database;
  let harness: SignInHarness;

  beforeAll(async () => {
    database = await open();
    harness = await startSignInHarness(database);
  });
  afterEach(() => {
    harness.controls.reset();
    harness.recorded.length = 0;
  });
  afterAll(() => harness.close());

  const revocations = (provider: "google" | "github") => harness.controls.calls(provider, "revoke");
  const unusedFor = (session: LiveSession, seconds: number) =>
    database.execute("UPDATE sessions SET last_active_at = now() - make_interval(secs => $2) WHERE id = $1::uuid", [
      session.id,
      seconds,
    ]);
  const idleSeconds = () => harness.settings.session.idleSeconds;
  const tokensOf = ({ id }: LiveSession) => database.prisma.upstreamToken.count({ where: { sessionId: id } });
  const events = (type: string) => harness.recorded.filter((entry) => entry.type === type);

  it("end when they were unused for too long: tokens gone and revoked, listeners told, written down; others stay", async () => {
    const { session } = await harness.signedIn("ada");
    const { session: used } = await harness.signedIn("grace");
    await unusedFor(session, idleSeconds() + 600);
    await unusedFor(used, idleSeconds() - 60);
    const before = revocations("google");
    const ended: string[] = [];
    const stop = harness.vault.onEnded((id) => ended.push(id));
    expect(await harness.vault.endOverdue(50)).toBe(1);
    await harness.signIn.leftTokens.settle();
    stop();

    expect(ended).toContain(session.id);
    expect(ended).not.toContain(used.id);
    expect([await tokensOf(session), await tokensOf(used)]).toEqual([0, 1]);
    expect(revocations("google")).toBe(before + 1);
    expect(events("session.ended")).toMatchObject([
      { sessionId: session.id, userId: session.userId, details: { reason: "expired" } },
    ]);
    expect(events("upstream_token.revoked")).toMatchObject([
      { outcome: "success", sessionId: session.id, providerId: "google" },
    ]);
    expect(await harness.vault.endOverdue(50)).toBe(0);
  });

  it("end after their absolute time too, also while they were used to the last", async () => {
    const { session } = await harness.signedIn("ada");
    await database.execute("UPDATE sessions SET expires_at = now() - interval '1 second' WHERE id = $1::uuid", [
      session.id,
    ]);
    expect(await harness.vault.endOverdue(50)).toBe(1);
    await harness.signIn.leftTokens.settle();
    expect(await tokensOf(session)).toBe(0);
  });

  it("end in batches, each in one of two processes, and no provider is asked twice", async () => {
    const sessions: LiveSession[] = [];
    for (let count = 0; count < 5; count++) sessions.push((await harness.signedIn("ada", "github")).session);
    for (const session of sessions) await unusedFor(session, idleSeconds() + 600);
    const { settings, recorded } = harness;
    const audit = { record: (entry: (typeof recorded)[number]) => void recorded.push(entry), flush: async () => {} };
    const elsewhere = createSessionVault({
      settings,
      people: testPeople(settings),
      keys: new KeyRing(settings.secrets),
      database,
      audit,
    });
    elsewhere.onTokensLeft(harness.signIn.leftTokens.revoke);
    const before = revocations("github");
    expect(await harness.vault.endOverdue(1)).toBe(1);
    const [here, there] = await Promise.all([harness.vault.endOverdue(50), elsewhere.endOverdue(50)]);
    expect(here + there).toBe(4);
    await harness.signIn.leftTokens.settle();
    expect(revocations("github")).toBe(before + 5);
    expect(new Set(events("session.ended").map(({ sessionId }) => sessionId)).size).toBe(5);
    expect(events("session.ended")).toHaveLength(5);
    elsewhere.close();
  });

  it("end although a provider takes nothing back, which is written down", async () => {
    const { session } = await harness.signedIn("ada");
    await unusedFor(session, idleSeconds() + 600);
    harness.controls.fail("google", "revoke", { status: 500, body: {} }, 1);
    expect(await harness.vault.endOverdue(50)).toBe(1);
    await harness.signIn.leftTokens.settle();
    expect(await tokensOf(session)).toBe(0);
    expect(events("upstream_token.revoked")).toMatchObject([{ outcome: "failure", sessionId: session.id }]);
  });

  it("leave a Google grant alone that another browser of the person still uses", async () => {
    const { session } = await harness.signedIn("alan");
    const { session: used } = await harness.signedIn("alan");
    await unusedFor(session, idleSeconds() + 600);
    const before = revocations("google");
    expect(await harness.vault.endOverdue(50)).toBe(1);
    await harness.signIn.leftTokens.settle();
    expect(revocations("google")).toBe(before);
    expect(await tokensOf(used)).toBe(1);
  });

  it("ended by the person from another browser leave no token at the provider either", async () => {
    const { session: here } = await harness.signedIn("grace", "github");
    const { session: there } = await harness.signedIn("grace", "github");
    const before = revocations("github");
    await harness.vault.endAllOfUser(here.userId, "revoked_by_person", here.id);
    await harness.signIn.leftTokens.settle();
    expect(await tokensOf(there)).toBe(0);
    expect(revocations("github")).toBe(before + 1);
  });
});
