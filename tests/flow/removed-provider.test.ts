import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import {
  calendarAudience,
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { buddy, introspect, obtainCode, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const by = "operator";
const config = { ...testConfig, providers: [{ id: "google", clientId: "portal", issuer: "https://google.example" }] };
const unknown = {
  displayName: "Ada Lovelace",
  username: undefined,
  email: undefined,
  emailVerified: false,
  pictureUrl: undefined,
  locale: undefined,
};
const request = { scope: "openid profile offline_access calendar:read", resource: calendarAudience };

eachDatabase("a provider that is removed with what people have by it", (open) => {
  let database: Database;
  let here: Harness;
  /** A second process of the same portal. */
  let elsewhere: Harness;
  beforeAll(async () => {
    database = await open();
    here = await startAuthorizationServer(database, config);
    elsewhere = await startAuthorizationServer(database, config, { issuer: here.issuer });
  });
  afterAll(async () => {
    await elsewhere.close();
    await here.close();
  });

  let count = 0;
  async function newProvider(): Promise<string> {
    const id = `corp-${++count}`;
    const provider = { id, kind: "oidc", issuer: `https://${id}.example`, clientId: "portal", clientSecret: "s" };
    await here.managedCatalog.providers.create(provider, { by });
    await Promise.all([here.catalog.refresh(), elsewhere.catalog.refresh()]);
    return id;
  }

  async function addIdentity(userId: string, at: { providerId: string; issuer: string; subject: string }) {
    const identityId = randomUUID();
    await database.prisma.identity.create({ data: { id: identityId, userId, ...at } });
    return { userId, identityId };
  }

  /** A sign-in at a provider: of a new person, or of one who has this provider as well. */
  async function signInAt(providerId: string, person?: string): Promise<SignedIn> {
    const subject = randomUUID();
    const at = { providerId, issuer: `https://${providerId}.example`, subject };
    const { userId, identityId } = person
      ? await addIdentity(person, at)
      : await here.accounts.resolve({ ...at, ...unknown });
    const authTimeSeconds = Math.floor(Date.now() / 1000);
    const how = { upstreamSid: undefined, acr: undefined, amr: ["pwd"], authTimeSeconds, replaces: undefined };
    const { session, opaqueId } = await here.vault.start({ userId, identityId, providerId, ...how });
    const browser = new CookieBrowser(here.issuer, here.url);
    browser.store(await here.vault.setCookieHeader(opaqueId));
    return { session, browser };
  }

  async function obtain(who: SignedIn, change: Record<string, string> = {}): Promise<TokenAnswer> {
    const code = await obtainCode(here, who, buddy, { ...request, ...change });
    return (await tokenRequest(here, buddy, { ...code, resource: calendarAudience })).json() as Promise<TokenAnswer>;
  }
  const connect = (who: SignedIn) => obtain(who, { prompt: "consent" });
  const isSignedIn = async ({ browser }: SignedIn) =>
    Promise.all(
      [here, elsewhere].map(async ({ vault }) => (await vault.authenticate(browser.cookieHeader("/"))) !== null),
    );
  const works = ({ access_token }: TokenAnswer) =>
    Promise.all([here, elsewhere].map(async (one) => (await introspect(one, access_token))["active"]));

  it.each(["disable", "delete"] as const)(
    "ends all of people who have no other one, in every process: %s",
    async (act) => {
      const providerId = await newProvider();
      const who = await signInAt(providerId);
      const tokens = await connect(who);
      const other = await signInAt("google");
      const others = await connect(other);
      expect([await isSignedIn(who), await works(tokens)]).toEqual([
        [true, true],
        [true, true],
      ]);
      const { counts } = await here.managedCatalog.providers[act](providerId, { by, endAccess: true });
      expect(counts).toMatchObject({ sessions: 1, apps: 1, access_tokens: 1, refresh_tokens: 1, upstream_tokens: 0 });
      expect([await isSignedIn(who), await works(tokens)]).toEqual([
        [false, false],
        [false, false],
      ]);
      expect([await isSignedIn(other), await works(others)]).toEqual([
        [true, true],
        [true, true],
      ]);
      const refresh = { grant_type: "refresh_token", refresh_token: tokens.refresh_token ?? "" };
      expect(await (await tokenRequest(elsewhere, buddy, refresh)).json()).toMatchObject({ error: "invalid_grant" });
      await here.audit.flush();
      const { userId } = who.session;
      const events = await database.prisma.auditEvent.findMany({ where: { userId, type: "app_access.revoked" } });
      expect(events).toMatchObject([{ clientId: buddy.clientId, providerId }]);
    },
  );

  it("ends of others what they gave and what was issued in a sign-in there, and nothing else", async () => {
    const providerId = await newProvider();
    const who = await signInAt("google");
    const { userId } = who.session;
    const before = await connect(who);
    const there = await signInAt(providerId, userId);
    const issuedThere = await obtain(there);
    await here.managedCatalog.providers.disable(providerId, { by, endAccess: true });
    expect([await isSignedIn(who), await works(before)]).toEqual([
      [true, true],
      [true, true],
    ]);
    expect([await isSignedIn(there), await works(issuedThere)]).toEqual([
      [false, false],
      [false, false],
    ]);

    await here.managedCatalog.providers.enable(providerId, { by });
    await here.catalog.refresh();
    const again = await signInAt(providerId, userId);
    const givenThere = await connect(again);
    await here.managedCatalog.providers.delete(providerId, { by, endAccess: true });
    expect(await works(givenThere)).toEqual([false, false]);
    expect(await isSignedIn(who)).toEqual([true, true]);
  });

  it("ends it in steps, however many people have it", async () => {
    const providerId = await newProvider();
    await database.execute(
      `WITH people AS (
          INSERT INTO users (id, display_name) SELECT gen_random_uuid(), 'Person ' || n FROM generate_series(1, 250) n RETURNING id
        ), ways AS (
          INSERT INTO identities (id, user_id, provider_id, issuer, subject)
          SELECT gen_random_uuid(), id, $1, 'https://many.example', id::text FROM people
        ) INSERT INTO app_grants (id, grant_id, user_id, client_id, scopes)
          SELECT gen_random_uuid(), id::text, id, $2, '{}' FROM people`,
      [providerId, buddy.clientId],
    );
    const [person] = await database.query<{ id: string }>(
      "SELECT user_id AS id FROM identities WHERE provider_id = $1",
      [providerId],
    );
    await database.execute(
      `INSERT INTO sessions (id, id_hash, user_id, provider_id, auth_time, last_active_at, expires_at, ended_at)
       SELECT gen_random_uuid(), decode(md5(n::text), 'hex'), $1::uuid, $2, now(), now(), now(), now() FROM generate_series(1, 2100) n`,
      [person?.id, providerId],
    );
    const [last] = await database.query<{ id: string }>(
      "SELECT id FROM sessions WHERE provider_id = $1 ORDER BY id DESC LIMIT 1",
      [providerId],
    );
    await database.execute(
      `INSERT INTO oidc_records (model, id_hash, payload, account_id, expires_at)
       VALUES ('AccessToken', 'of the last session', jsonb_build_object('sessionUid', $1::text), $2, now() + interval '1 hour')`,
      [last?.id, person?.id],
    );
    const { counts } = await here.managedCatalog.providers.delete(providerId, { by, endAccess: true });
    expect(counts).toMatchObject({ sessions: 0, apps: 250, access_tokens: 1 });
  });

  it("leaves it all without being asked to", async () => {
    const providerId = await newProvider();
    const who = await signInAt(providerId);
    const tokens = await connect(who);
    expect((await here.managedCatalog.providers.delete(providerId, { by })).counts).toEqual({});
    expect([await isSignedIn(who), await works(tokens)]).toEqual([
      [true, true],
      [true, true],
    ]);
  });
});
