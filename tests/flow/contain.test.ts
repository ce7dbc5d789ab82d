import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { operatorActor } from "#server/admin/actors.ts";
import { containInput } from "#server/admin/contain/contain-choice.ts";
import { type Containment, createContainment } from "#server/admin/contain/create-containment.ts";
import { createConsentBlocks } from "#server/authorization-server/grants/consent-blocks.ts";
import { backchannelLogoutKind } from "#server/authorization-server/logout/backchannel-logout.ts";
import { tokenEndAnnouncements } from "#server/authorization-server/records/announce-token-ends.ts";
import type { Database } from "#server/database/database.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { runInRequestContext } from "#server/http/request-context.ts";
import {
  calendarAudience,
  type Harness,
  notesAudience,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  buddy,
  introspect,
  newVerifier,
  obtainCode,
  spa,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const config = {
  ...testConfig,
  clients: testConfig.clients.map((client) =>
    client.clientId === "calendar-buddy"
      ? { ...client, backchannelLogoutUri: "https://buddy.example/backchannel" }
      : client,
  ),
};

interface Connected {
  who: SignedIn;
  access: string;
  refresh: string;
}

eachDatabase("a containment", (open) => {
  let database: Database;
  let harness: Harness;
  let elsewhere: Harness;
  let containment: Containment;
  const logged: string[] = [];

  function makeContainment(one: Harness): Containment {
    return createContainment({
      database,
      catalog: one.catalog,
      vault: one.vault,
      signingKeys: one.server.signingKeyControl,
      blocks: createConsentBlocks(database),
      listeners: () => ["calendar-buddy"],
      logoutKind: backchannelLogoutKind.name,
      announce: tokenEndAnnouncements,
      audit: one.audit,
      log: createLogger("warn", { write: (line) => logged.push(line) }),
      settleSeconds: 0,
      lookSeconds: 3_600,
    });
  }

  beforeAll(async () => {
    database = await open();
    harness = await startAuthorizationServer(database, config);
    elsewhere = await startAuthorizationServer(database, config, { issuer: harness.issuer });
    containment = makeContainment(harness);
  });
  afterAll(async () => {
    await containment.close();
    await elsewhere.close();
    await harness.close();
    expect(logged).toEqual([]);
  });

  let count = 0;
  async function signIn({ address = "198.51.100.1", name = `Person ${++count}` } = {}): Promise<SignedIn> {
    const context = { requestId: randomUUID(), clientAddress: address, userAgent: undefined };
    return runInRequestContext(context, () => harness.signIn(name));
  }
  async function connect(who: SignedIn, client = buddy): Promise<Connected> {
    const code = await obtainCode(harness, who, client, {
      scope: "openid profile offline_access calendar:read",
      prompt: "consent",
      resource: calendarAudience,
    });
    const answer = await tokenRequest(harness, client, { ...code, resource: calendarAudience });
    const tokens = (await answer.json()) as TokenAnswer;
    return { who, access: tokens.access_token, refresh: tokens.refresh_token ?? "" };
  }
  const connected = async (from: Parameters<typeof signIn>[0] = {}) => connect(await signIn(from));
  const refreshStatus = async ({ refresh }: Connected, client = buddy) =>
    (
      await tokenRequest(harness, client, {
        grant_type: "refresh_token",
        refresh_token: refresh,
        resource: calendarAudience,
      })
    ).status;

  /** What is live, at both processes, which must agree. */
  async function lifeOf({ who, access }: Connected) {
    const seen = [];
    for (const one of [harness, elsewhere]) {
      const session = (await one.vault.authenticate(who.browser.cookieHeader("/"))) !== null;
      const { active } = await introspect(one, access);
      seen.push({ session, token: active });
    }
    expect(seen[1]).toEqual(seen[0]);
    return seen[0];
  }
  const alive = { session: true, token: true };
  const dead = { session: false, token: false };

  /** Warms the caches of both processes, so that what ends has to reach them. */
  const warmUp = async (...people: Connected[]) => {
    for (const one of people) expect(await lifeOf(one)).toEqual(alive);
  };

  async function contain(choice: object) {
    const input = containInput.parse(choice);
    const { counts } = await containment.preview(operatorActor(), input);
    const begun = await containment.run(operatorActor(), input, "a test");
    const report = await vi.waitFor(async () => {
      const found = await containment.get(begun.id);
      expect(found.state).toBe("settling");
      return found;
    });
    const { people: _, apps: __, examples: ___, ...ended } = counts;
    expect(report.ended).toEqual(ended);
    await containment.look();
    expect(await containment.get(begun.id)).toMatchObject({ state: "done", ended: report.ended });
    return { counts, report };
  }

  it("by person ends their sign-ins, access and tokens everywhere, and nothing of others", async () => {
    const chosen = await connected();
    const other = await connected();
    await warmUp(chosen, other);
    const { counts } = await contain({ users: [chosen.who.session.userId] });
    expect(counts).toMatchObject({ people: 1, apps: 1, sessions: 1, grants: 1 });
    expect(counts.examples).toMatchObject([{ id: chosen.who.session.userId }]);
    expect(await lifeOf(chosen)).toEqual(dead);
    expect(await refreshStatus(chosen)).toBe(400);
    expect(await lifeOf(other)).toEqual(alive);
    expect(await refreshStatus(other)).toBe(200);
  });

  it("by app ends what it has of people, tells it so, and leaves the people signed in", async () => {
    const who = await signIn();
    const chosen = await connect(who);
    const other = await connect(who, spa);
    await warmUp(chosen, other);
    await database.execute("DELETE FROM outbox");
    const { report } = await contain({ clients: ["calendar-buddy"] });
    expect(await lifeOf(chosen)).toEqual({ session: true, token: false });
    expect(await refreshStatus(chosen)).toBe(400);
    expect(await lifeOf(other)).toEqual(alive);
    expect(await refreshStatus(other, spa)).toBe(200);
    expect(report.outside?.waitingApps.map(({ clientId }) => clientId)).toEqual(["calendar-buddy"]);
    const told = await database.query("SELECT payload FROM outbox WHERE payload->>'accountId' = $1", [
      who.session.userId,
    ]);
    expect(told.length).toBeGreaterThan(0);
  });

  it("by provider ends the sign-ins that began there, with the tokens and consents of these", async () => {
    const chosen = await connected();
    const other = await connected();
    await database.execute("UPDATE sessions SET provider_id = 'corp' WHERE id = $1::uuid", [chosen.who.session.id]);
    await warmUp(other);
    const { counts } = await contain({ providers: ["corp"] });
    expect(counts).toMatchObject({ people: 1, sessions: 1, grants: 1 });
    expect(await lifeOf(chosen)).toEqual(dead);
    expect(await lifeOf(other)).toEqual(alive);
  });

  it.each([
    ["203.0.113.0/24", "203.0.113.77"],
    ["2001:db8:7::/48", "2001:db8:7::1"],
    ["203.0.113.9", "203.0.113.9"],
  ])("by network %s ends the sign-ins from %s", async (network, address) => {
    const chosen = await connected({ address });
    const other = await connected({ address: "203.0.114.1" });
    const unreadable = await connected({ address: "fe80::1%eth0" });
    await warmUp(chosen, other, unreadable);
    const { counts } = await contain({ networks: [network] });
    expect(counts).toMatchObject({ people: 1, sessions: 1 });
    expect(await lifeOf(chosen)).toEqual(dead);
    expect(await lifeOf(other)).toEqual(alive);
    expect(await lifeOf(unreadable)).toEqual(alive);
  });

  it("by time ends what began since, and narrows other choices", async () => {
    const before = await connected();
    const since = new Date().toISOString();
    const chosen = await connected();
    const apart = await connected({ address: "192.0.2.7" });
    await warmUp(before, chosen, apart);
    await contain({ since, networks: ["198.51.100.0/24"] });
    expect(await lifeOf(before)).toEqual(alive);
    expect(await lifeOf(chosen)).toEqual(dead);
    expect(await lifeOf(apart)).toEqual(alive);
    await contain({ since });
    expect(await lifeOf(before)).toEqual(alive);
    expect(await lifeOf(apart)).toEqual(dead);
  });

  it("of whole people ends every sign-in of those who have a chosen one", async () => {
    const chosen = await connected({ address: "192.0.2.99", name: "Twice" });
    const same = await connected({ address: "198.51.100.1", name: "Twice" });
    const other = await connected();
    await contain({ networks: ["192.0.2.99"], wholePeople: true });
    expect(await lifeOf(chosen)).toEqual(dead);
    expect(await lifeOf(same)).toEqual(dead);
    expect(await lifeOf(other)).toEqual(alive);
  });

  it("by signing key retires it, and ends the JWT access tokens that it may have signed alone", async () => {
    const person = await connected();
    const code = await obtainCode(harness, person.who, buddy, {
      scope: "openid notes:read",
      prompt: "consent",
      resource: notesAudience,
    });
    const answer = await tokenRequest(harness, buddy, { ...code, resource: notesAudience });
    expect(answer.status).toBe(200);
    const jwtRows = () =>
      database.query("SELECT 1 AS one FROM oidc_records WHERE status_list_id IS NOT NULL AND account_id = $1", [
        person.who.session.userId,
      ]);
    expect(await jwtRows()).toHaveLength(1);
    const keys = await harness.server.signingKeyControl.list();
    const key = keys.find(({ algorithm, state }) => algorithm === "ES256" && state === "signing");
    const { report } = await contain({ keys: [key?.kid], signingKeys: "retire" });
    expect(report).toMatchObject({ retiredKeys: [key?.kid], ended: { sessions: 0, grants: 0 } });
    expect(await jwtRows()).toHaveLength(0);
    expect(await lifeOf(person)).toEqual(alive);
    for (const one of [harness, elsewhere]) {
      const { keys: published } = (await (await fetch(`${one.url}/oauth2/jwks`)).json()) as { keys: { kid: string }[] };
      expect(published.map(({ kid }) => kid)).not.toContain(key?.kid);
    }
  });

  it("blocks new access where asked, until an administrator removes the block", async () => {
    const chosen = await connected();
    const { userId } = chosen.who.session;
    await contain({ users: [userId], clients: ["calendar-buddy"], block: true });
    const again = await harness.signIn(chosen.who.session.displayName);
    const request = authorizationRequest(buddy, newVerifier().challenge);
    const begun = await again.browser.fetch(`/oauth2/authorize?${request}`);
    const [, uid = ""] = /^\/consent\/([\w-]+)/.exec(begun.headers.get("location") ?? "") ?? [];
    const opening = harness.server.consent.open(uid, again.browser.cookieHeader(`/consent/${uid}`), again.session);
    await expect(opening).rejects.toMatchObject({ code: "consent_blocked" });
    // Another app, and another person at this one, are not meant.
    expect((await connect(again, spa)).access).toBeTruthy();
    expect((await connected()).access).toBeTruthy();
    const [block] = await containment.blocks(undefined, 10);
    expect(block).toMatchObject({ userId, clientId: "calendar-buddy", reason: "a test", createdBy: "operator" });
    await containment.unblock(operatorActor(), block?.id ?? "");
    await expect(containment.unblock(operatorActor(), block?.id ?? "")).rejects.toMatchObject({
      code: "admin_target_not_found",
    });
    expect((await connect(again)).access).toBeTruthy();
  });

  it("refuses a first-party app that is blocked, in the protocol's words", async () => {
    const who = await signIn();
    await contain({ users: [who.session.userId], clients: ["house-app"], block: true });
    const again = await harness.signIn(who.session.displayName);
    const house = { clientId: "house-app", redirectUri: "https://house.example/callback", secret: undefined };
    const request = authorizationRequest(house, newVerifier().challenge);
    const answer = await again.browser.fetch(`/oauth2/authorize?${request}`);
    const location = new URL(answer.headers.get("location") ?? "", harness.issuer);
    expect(location.searchParams.get("error")).toBe("access_denied");
  });

  it("goes on in another process when its own dies, one at a time", async () => {
    const chosen = await connected();
    const input = containInput.parse({ users: [chosen.who.session.userId] });
    const dying = makeContainment(elsewhere);
    // As a process that dies right after it began: its lease is over, nothing has ended.
    const begun = await database.transaction(async (tx) => {
      const id = randomUUID();
      await tx.$executeRawUnsafe(
        `INSERT INTO containments (id, reason, choice, acts, ended, started_by, lease_id, lease_expires_at)
         SELECT $1::uuid, 'died', $2::jsonb, acts, $3::jsonb, 'operator', gen_random_uuid(), now() - interval '1 second'
         FROM containments ORDER BY started_at LIMIT 1`,
        id,
        JSON.stringify({ ...input, signedBy: [] }),
        JSON.stringify({
          sessions: 0,
          accessTokens: 0,
          refreshTokens: 0,
          providerTokens: 0,
          grants: 0,
          retiredKeys: [],
          madeKeys: [],
          keysDone: false,
        }),
      );
      return id;
    });
    await expect(containment.run(operatorActor(), input, "second")).rejects.toMatchObject({
      code: "containment_running",
    });
    await dying.look();
    await dying.look();
    expect(await containment.get(begun)).toMatchObject({ state: "done", ended: { sessions: 1, grants: 1 } });
    expect(await lifeOf(chosen)).toEqual(dead);
    await dying.close();
  });

  it("catches what begins while it runs, and leaves alone what begins after it", async () => {
    const chosen = await connected();
    const { userId, displayName } = chosen.who.session;
    const begun = await containment.run(operatorActor(), containInput.parse({ users: [userId] }), "a race");
    await vi.waitFor(async () => expect((await containment.get(begun.id)).state).toBe("settling"));
    // A request that was under way wrote its session after the pass, with the time at which it began.
    const late = await connected({ name: displayName });
    await database.execute("UPDATE sessions SET created_at = $2, auth_time = $2 WHERE id = $1::uuid", [
      late.who.session.id,
      new Date(Date.now() - 1_000),
    ]);
    const after = await connected({ name: displayName });
    await database.execute("UPDATE sessions SET created_at = $2 WHERE id = $1::uuid", [
      after.who.session.id,
      new Date(Date.now() + 60_000),
    ]);
    await containment.look();
    expect((await containment.get(begun.id)).state).toBe("done");
    expect((await lifeOf(late))?.session).toBe(false);
    expect((await lifeOf(after))?.session).toBe(true);
  });

  it("is written down with what ended and why, for each session", async () => {
    const chosen = await connected();
    const { userId } = chosen.who.session;
    await contain({ users: [userId] });
    await harness.audit.flush();
    const events = await database.prisma.auditEvent.findMany({ where: { userId, outcome: "success" } });
    expect(events.find(({ type }) => type === "session.ended")?.details).toEqual({ reason: "contained" });
    expect(events.find(({ type }) => type === "app_access.revoked")).toMatchObject({
      actor: "operator",
      clientId: "calendar-buddy",
    });
    const [newest] = await containment.list(undefined, 1);
    expect(newest).toMatchObject({ reason: "a test", startedBy: "operator", choice: { users: [userId] } });
  });
});

it.each([
  ["nothing", {}],
  ["an until alone", { until: "2026-01-01T00:00:00Z" }],
  ["a network that is none", { networks: ["203.0.113.0/33"] }],
  ["an address with a zone", { networks: ["fe80::1%eth0"] }],
  ["a block of no person or app", { since: "2026-01-01T00:00:00Z", block: true }],
])("a containment is refused that names %s", (_what, choice) => {
  expect(containInput.safeParse(choice).success).toBe(false);
});
