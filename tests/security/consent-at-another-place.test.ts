import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { clientActor } from "#server/admin/actors.ts";
import type { Admin } from "#server/admin/admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createAdmin } from "#server/admin/create-admin.ts";
import type { Database } from "#server/database/database.ts";
import {
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  newVerifier,
  obtainCode,
  type RawClient,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { type Walk, walkAuthorization } from "#tests/support/walk-authorization.ts";
import { startWhatIfWorld } from "#tests/support/what-if-world.ts";

const redirectUri = "https://app.example/cb";
const evil = "https://evil.example/cb";
const desk = clientActor({ clientId: "ops", scopes: ["portico.admin.clients"], person: undefined });

let database: Database;
let harness: Harness;
let world: Awaited<ReturnType<typeof startWhatIfWorld>>;
let admin: Admin;
let made = 0;

beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  world = await startWhatIfWorld(database);
  harness = world.harness;
  const services = { managedCatalog: harness.managedCatalog } as Partial<AdminServices> as AdminServices;
  admin = createAdmin({ services, audit: harness.audit });
});
afterAll(async () => {
  await world.close();
  await database.close();
});

/** An app of the database that a person has allowed. */
async function allowedApp(entry: object = {}): Promise<{ client: RawClient; who: SignedIn }> {
  const clientId = `app-${++made}`;
  const fields = {
    clientId,
    name: "App",
    redirectUris: [redirectUri],
    scopes: ["openid", "profile", "email"],
    ...entry,
  };
  const { clientSecret } = await admin.call(desk, "clients.create", { entry: fields, withSecret: true });
  const client = { clientId, redirectUri, secret: clientSecret ?? undefined };
  const who = await harness.signIn("Ada Lovelace");
  await obtainCode(harness, who, client);
  return { client, who };
}
const change = (clientId: string, fields: object) =>
  admin.call(desk, "clients.change", { clientId, fields: { ...fields } });

function ask(
  { client, who }: { client: RawClient; who: SignedIn },
  more: Record<string, string | undefined> = {},
): Promise<Walk> {
  const query = authorizationRequest(client, newVerifier().challenge, more);
  return walkAuthorization(harness, who, `/oauth2/authorize?${query}`);
}
const answerOf = ({ callback }: Walk) => Object.fromEntries(callback.searchParams);

describe("what a person allowed an app", () => {
  it("gives no code to an address at another place that the app got since, without the person's answer", async () => {
    const app = await allowedApp();
    await change(app.client.clientId, { redirectUris: [redirectUri, evil] });
    await admin.call(desk, "clients.rotate-secret", { clientId: app.client.clientId });
    for (const scope of ["openid profile", undefined]) {
      const refused = await ask(app, { redirect_uri: evil, prompt: "none", scope, nonce: undefined });
      expect(answerOf(refused)).toMatchObject({ error: "consent_required" });
      expect(answerOf(refused)).not.toHaveProperty("code");
    }
    const asked = await ask(app, { redirect_uri: evil });
    const scopes = ["openid", "profile"].map((name) => ({ name, alreadyGranted: false }));
    expect(asked.asked).toMatchObject([{ client: { hostName: "evil.example" }, groups: [{ scopes }] }]);
  });

  it.each([
    ["another path of the same host", "https://app.example/other"],
    ["the address that it had", redirectUri],
  ])("covers %s", async (_, address) => {
    const app = await allowedApp();
    await change(app.client.clientId, { redirectUris: [redirectUri, evil, "https://app.example/other"] });
    const walk = await ask(app, { redirect_uri: address, prompt: "none" });
    expect(answerOf(walk)).toHaveProperty("code");
  });

  it.each([
    ["another port", "https://app.example:8443/cb"],
    ["this computer", "http://127.0.0.1:4711/cb"],
  ])("does not cover %s", async (_, address) => {
    const app = await allowedApp();
    await change(app.client.clientId, { redirectUris: [redirectUri, address] });
    expect(answerOf(await ask(app, { redirect_uri: address, prompt: "none" }))).toHaveProperty("error");
  });

  it("covers the other place once the person has answered there, and no third one", async () => {
    const second = "https://second.example/cb";
    const app = await allowedApp();
    await change(app.client.clientId, { redirectUris: [redirectUri, second, evil] });
    const refused = await walkAuthorization(
      harness,
      app.who,
      `/oauth2/authorize?${authorizationRequest(app.client, newVerifier().challenge, { redirect_uri: second })}`,
      { allow: false },
    );
    expect(answerOf(refused)).toMatchObject({ error: "access_denied" });
    expect(answerOf(await ask(app, { redirect_uri: second, prompt: "none" }))).toHaveProperty("error");

    expect((await ask(app, { redirect_uri: second })).asked).toHaveLength(1);
    for (const address of [redirectUri, second]) {
      expect(answerOf(await ask(app, { redirect_uri: address, prompt: "none" }))).toHaveProperty("code");
    }
    expect(answerOf(await ask(app, { redirect_uri: evil, prompt: "none" }))).toMatchObject({
      error: "consent_required",
    });
  });

  it("is not widened by a question about more scopes at the place that was allowed", async () => {
    const app = await allowedApp();
    await change(app.client.clientId, { redirectUris: [redirectUri, evil] });
    expect((await ask(app, { scope: "openid profile email" })).asked).toHaveLength(1);
    expect(answerOf(await ask(app, { redirect_uri: evil, prompt: "none" }))).toMatchObject({
      error: "consent_required",
    });
  });

  it("covers all places that the app had then", async () => {
    const second = "https://second.example/cb";
    const app = await allowedApp({ redirectUris: [redirectUri, second] });
    expect(answerOf(await ask(app, { redirect_uri: second, prompt: "none" }))).toHaveProperty("code");
  });

  it("counts for no place where it was given to a version of the portal that kept none", async () => {
    const app = await allowedApp();
    await database.execute(`UPDATE oidc_records SET payload = payload::jsonb - 'places' WHERE model = 'Grant'`);
    expect(answerOf(await ask(app, { prompt: "none" }))).toMatchObject({ error: "consent_required" });
    await ask(app);
    expect(answerOf(await ask(app, { prompt: "none" }))).toHaveProperty("code");
  });

  it("is asked for again at another place by what-if, too", async () => {
    const app = await allowedApp();
    const whatIf = (prompt?: "none") =>
      world.whatIf.ask(
        {
          as: app.who.session.userId,
          app: app.client.clientId,
          scope: ["openid profile"],
          resource: [],
          prompt,
          language: "en",
        },
        true,
      );
    expect(await whatIf()).toMatchObject({ outcome: "passes" });
    await change(app.client.clientId, { redirectUris: [evil, redirectUri] });
    await harness.catalog.refresh();
    expect(await whatIf()).toMatchObject({ outcome: "asks", asked: [{ scope: "openid" }, { scope: "profile" }] });
    expect(await whatIf("none")).toMatchObject({ outcome: "refuses", error: "consent_required" });
  });

  it("is asked for again where an app takes a client id over that the file had", async () => {
    const who = await harness.signIn("Ada Lovelace");
    const spa = { clientId: "spa", redirectUri: "https://spa.example/callback", secret: undefined };
    const query = authorizationRequest(spa, newVerifier().challenge);
    await walkAuthorization(harness, who, `/oauth2/authorize?${query}`);
    expect(answerOf(await ask({ client: spa, who }, { prompt: "none" }))).toHaveProperty("code");

    const later = await startAuthorizationServer(
      database,
      { ...testConfig, clients: testConfig.clients.filter(({ clientId }) => clientId !== "spa") },
      { issuer: harness.issuer, managed: true },
    );
    try {
      const entry = { clientId: "spa", name: "Spa", redirectUris: [evil], scopes: ["openid", "profile"] };
      await later.managedCatalog.clients.create(entry, { by: "user:mallory" });
      const other = authorizationRequest(spa, newVerifier().challenge, { redirect_uri: evil, prompt: "none" });
      const there = await later.signIn("Ada Lovelace");
      expect(answerOf(await walkAuthorization(later, there, `/oauth2/authorize?${other}`))).toMatchObject({
        error: "consent_required",
      });
    } finally {
      await later.close();
    }
  });

  it("gives a token to the app's own address as before", async () => {
    const { client, who } = await allowedApp();
    await change(client.clientId, { redirectUris: [redirectUri, evil] });
    const code = await obtainCode(harness, who, client, { prompt: "none" });
    expect((await tokenRequest(harness, client, code)).status).toBe(200);
  });
});
