import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { StoredRules } from "#server/access/access-policy-store.ts";
import { whatIfQuestion } from "#server/admin/explain/what-if/what-if-shapes.ts";
import type { Database } from "#server/database/database.ts";
import { calendarAudience, notesAudience, type SignedIn } from "#tests/support/authorization-server-harness.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { addressOf, codeOf, newPerson, staffRoom, startWhatIfWorld, wiki } from "#tests/support/what-if-world.ts";

let database: Database;
let world: Awaited<ReturnType<typeof startWhatIfWorld>>;
beforeAll(async () => {
  database = await openEmbeddedTestDatabase();
  world = await startWhatIfWorld(database);
});
afterAll(async () => {
  await world?.close();
  await database.close();
});

describe("a sign-in to the portal:", () => {
  const closed: StoredRules = { emailDomains: [], emails: [], groups: [], signUp: "closed" };
  const newcomer = (address: string) => ({
    providerId: "google",
    issuer: "https://accounts.example",
    subject: address,
    displayName: undefined,
    username: undefined,
    pictureUrl: undefined,
    locale: undefined,
    email: address,
    emailVerified: true,
  });
  const signIn = (address: string) =>
    world.harness.accounts.resolve(newcomer(address)).then(
      () => undefined,
      (error: unknown) => codeOf(error),
    );

  it.each([
    ["of a person who has an account", undefined, undefined],
    ["of a disabled person", undefined, "account_disabled"],
  ])("%s", async (kind, _rules, expected) => {
    const name = newPerson();
    const who = await world.harness.signIn(name);
    if (kind === "of a disabled person") await world.harness.accountControl.disable(who.session.userId);
    const { code } = await world.ask({ as: addressOf(name), provider: "google" });
    const real = await world.harness.signIn(name).then(() => undefined, codeOf);
    expect([code ?? undefined, real]).toEqual([expected, expected]);
  });

  it.each([
    ["with an address that the policy names", "new@example.com", undefined, undefined],
    ["with an address that it doesn't name", "new@elsewhere.example", undefined, "not_allowed_to_sign_in"],
    ["while new accounts are closed", "late@example.com", closed, "sign_up_closed"],
    [
      "while new accounts need an invitation",
      "late@example.com",
      { ...closed, signUp: "invited" as const },
      "invitation_required",
    ],
  ])("of a person who was never here, %s", async (_what, address, rules, expected) => {
    await world.setPolicy(rules);
    const { code, person, outcome } = await world.ask({ as: address, provider: "google" });
    const real = await signIn(address);
    await world.setPolicy(undefined);
    expect([code ?? undefined, real]).toEqual([expected, expected]);
    expect(person.id).toBeNull();
    expect(outcome).toBe(expected === undefined ? "passes" : "refuses");
  });

  it("with a provider that the portal doesn't have", async () => {
    expect(await world.ask({ as: "new@example.com", provider: "nowhere" })).toMatchObject({ code: "provider_unknown" });
  });

  it("is all that can be asked about a person who was never here", async () => {
    await expect(world.ask({ as: "never@example.com", app: "plain" })).rejects.toMatchObject({
      code: "admin_target_not_found",
    });
    await expect(world.ask({ as: "never", provider: "google" })).rejects.toMatchObject({
      code: "admin_target_not_found",
    });
  });
});

describe("forward auth:", () => {
  /** Signs in at the app's host by way of the portal, and asks as its proxy does. */
  async function askProxy(who: SignedIn, host: string) {
    const browser = world.hostBrowser();
    const cookie = who.browser.cookieHeader("/") ?? "";
    browser.store("https://portal.example", `${cookie}; Path=/; Secure; HttpOnly; SameSite=Lax`);
    let next = `${host}/oauth2/start?rd=/`;
    for (let hop = 0; hop < 3; hop++) next = new URL((await browser.ask(next)).headers.location ?? "", next).href;
    return browser.ask(`${host}/oauth2/auth`);
  }

  it.each([
    ["a host that is open to everyone", wiki, [], 202],
    ["a host for a group, to one of it", staffRoom, ["staff"], 202],
    ["a host for a group, to another person", staffRoom, ["guests"], 403],
  ])("%s", async (_what, host, groups, status) => {
    const name = newPerson();
    const who = await world.harness.signIn(name, undefined, { groups });
    const answer = await world.ask({ as: addressOf(name), host: `${host}/some/page` });
    const real = await askProxy(who, host);
    expect(real.status).toBe(status);
    expect(answer.code).toBe(status === 403 ? "app_not_allowed" : null);
    const headers = answer.claims.map(({ name: header, value }) => [header.toLowerCase(), value ?? ""]);
    const sent = Object.entries(real.headers).filter(([header]) => header.startsWith("x-auth-request"));
    expect(headers.sort()).toEqual(status === 403 ? [] : sent.sort());
    if (status !== 403) return;
    const refusing = answer.checks.find(({ outcome }) => outcome === "refuses");
    expect(refusing).toMatchObject({ needed: ["google:staff"], had: ["google:guests"] });
    expect(refusing?.settings[0]?.path).toBe("forwardAuth.allow.staff.example");
  });

  it("a host that isn't listed", async () => {
    const name = newPerson();
    await world.harness.signIn(name);
    const answer = await world.ask({ as: addressOf(name), host: "stranger.example" });
    expect(answer).toMatchObject({ outcome: "refuses", code: "forward_host_unknown" });
    const real = await world.hostBrowser().ask("https://stranger.example/oauth2/auth", { Accept: "application/json" });
    expect(JSON.parse(real.body)).toMatchObject({ code: "forward_host_unknown" });
  });
});

describe("a call to an API:", () => {
  it.each([
    ["an API for everyone", "open", "GET", [], undefined],
    ["an API that gets a token of the portal", "notes", "GET", [], undefined],
    ["a method that the API doesn't take", "notes", "DELETE", [], "method_not_allowed"],
    ["an API for a group, to one of it", "staff", "GET", ["staff"], undefined],
    ["an API for a group, to another person", "staff", "GET", ["guests"], "api_not_allowed"],
    ["an API that isn't there", "nothing", "GET", [], "route_not_found"],
    ["a path that two servers could read in two ways", "/bff/api/open/a//b", "GET", [], "path_refused"],
  ])("%s", async (_what, api, method, groups, expected) => {
    const name = newPerson();
    const who = await world.harness.signIn(name, undefined, { groups });
    const before = world.calls();
    const { outcome, code, tokens } = await world.ask({ as: addressOf(name), api, method });
    expect(world.calls()).toBe(before);
    const path = api.startsWith("/") ? api : `/bff/api/${api}/list`;
    const real = await world.call(path, who.browser.cookieHeader("/"), method);
    const body = (await real.json().catch(() => ({}))) as { code?: string };
    expect([code ?? undefined, real.ok ? undefined : body.code]).toEqual([expected, expected]);
    expect(outcome).toBe(expected === undefined ? "passes" : "refuses");
    expect(tokens.map(({ audience }) => audience)).toEqual(api === "notes" && !expected ? [notesAudience] : []);
  });

  it("of a person who may not be signed in, where the API needs a session", async () => {
    const name = newPerson();
    const who = await world.harness.signIn(name);
    await world.harness.accountControl.disable(who.session.userId);
    expect(await world.ask({ as: addressOf(name), api: "notes" })).toMatchObject({ code: "account_disabled" });
    expect((await world.call("/bff/api/notes/list", who.browser.cookieHeader("/"))).status).toBe(401);
    expect(await world.ask({ as: addressOf(name), api: "open" })).toMatchObject({ outcome: "passes" });
    expect((await world.call("/bff/api/open/list", who.browser.cookieHeader("/"))).status).toBe(200);
  });
});

describe("the answer", () => {
  it("names the setting that refuses, what it compared and what would pass; later checks aren't reached", async () => {
    const name = newPerson();
    await world.harness.signIn(name, undefined, { groups: ["guests"] });
    const { checks, answer } = await world.ask({ as: addressOf(name), app: "staff" });
    const refusing = checks.findIndex(({ outcome }) => outcome === "refuses");
    expect(checks[refusing]).toMatchObject({
      settings: [{ path: "clients[staff].allow" }],
      needed: ["google:staff"],
      had: ["google:guests"],
    });
    expect(checks.slice(0, refusing).map(({ outcome }) => outcome)).not.toContain("refuses");
    expect(new Set(checks.slice(refusing + 1).map(({ outcome }) => outcome))).toEqual(new Set(["not_reached"]));
    expect(answer).toContain("app_not_allowed");
  });

  it("is in German for a German reader", async () => {
    const name = newPerson();
    await world.harness.signIn(name);
    expect((await world.ask({ as: addressOf(name), app: "own", language: "de" })).answer).toMatch(
      /^own bekommt ohne Frage/,
    );
  });

  it("has no token and no code", async () => {
    const name = newPerson();
    await world.harness.signIn(name);
    const scope = ["openid profile offline_access notes:read"];
    const text = JSON.stringify(await world.ask({ as: addressOf(name), app: "own", scope, resource: [notesAudience] }));
    expect(text).not.toMatch(/eyJ|[\w-]{40,}/);
  });

  it("covers each API that is asked for, with a token of its own", async () => {
    const name = newPerson();
    await world.harness.signIn(name);
    const resource = [calendarAudience, notesAudience];
    const { tokens, notGiven } = await world.ask({
      as: addressOf(name),
      app: "own",
      scope: ["openid", "calendar:read", "notes:read", "rooms:read"],
      resource,
    });
    const access = tokens.filter(({ kind }) => kind === "access_token");
    expect(access).toMatchObject([
      { audience: calendarAudience, format: "opaque", scopes: ["calendar:read"] },
      { audience: notesAudience, format: "jwt", scopes: ["notes:read"] },
    ]);
    expect(notGiven).toContain("rooms:read");
  });

  it("asks about exactly one thing", () => {
    expect(whatIfQuestion.safeParse({ as: "ada@example.com" }).success).toBe(false);
    expect(whatIfQuestion.safeParse({ as: "ada@example.com", app: "own", host: wiki }).success).toBe(false);
  });
});
