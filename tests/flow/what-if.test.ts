import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ruleWords } from "#components/messages/explain/rule-words.ts";
import type { StoredRules } from "#server/access/access-policy-store.ts";
import {
  type WhatIfAnswer,
  type WhatIfQuestion,
  whatIfAnswer,
  whatIfQuestion,
} from "#server/admin/explain/what-if/what-if-shapes.ts";
import type { Database } from "#server/database/database.ts";
import { calendarAudience, notesAudience, type SignedIn } from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, newVerifier, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";
import { codeOf, rawApp, staffRoom, startWhatIfWorld, wiki } from "#tests/support/what-if-world.ts";

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

/** Another person for each case, so that none finds what another left. */
let people = 0;
const newPerson = () => `Person${++people} Example`;
const addressOf = (name: string) => `${name.toLowerCase().split(" ")[0]}@example.com`;

async function ask(question: Partial<WhatIfQuestion> & { as: string }): Promise<WhatIfAnswer> {
  return whatIfAnswer.parse(await world.whatIf.ask(whatIfQuestion.parse(question), true));
}

/** What became of a request, in the words that an answer has as well. */
interface Outcome {
  outcome: string;
  code?: string | undefined;
  error?: string | undefined;
  asked: string[];
  scopes: string[];
  claims: string[];
}

const none = { asked: [], scopes: [], claims: [] };
const plumbing = new Set(["iss", "aud", "exp", "iat", "nonce", "at_hash", "sid", "auth_time", "acr", "amr", "jti"]);
plumbing.add("client_id").add("scope").add("status");
const told = (place: string, claims: object) =>
  Object.entries(claims).flatMap(([name, value]) =>
    plumbing.has(name) ? [] : [`${place} ${name} ${typeof value === "string" ? value : JSON.stringify(value)}`],
  );

/** Of an answer, what a real request shows as well. */
function shown({ outcome, code, error, asked, tokens, claims }: WhatIfAnswer): Outcome {
  return {
    outcome,
    ...(error === null ? { code: code ?? undefined } : { error }),
    asked: asked.map(({ scope }) => scope).sort(),
    scopes: tokens.flatMap(({ kind, scopes }) => (kind === "access_token" ? scopes : [])).sort(),
    claims: claims
      .filter(({ place }) => place !== "introspection")
      .map(({ place, name, value }) => `${place} ${name} ${value}`)
      .sort(),
  };
}

interface Request {
  client: string;
  scope?: string;
  resource?: string;
  prompt?: string;
}

/** Does it: the person's browser goes to the app's request, and the app redeems its code. */
async function really(name: string, who: SignedIn, { client, ...asks }: Request): Promise<Outcome> {
  const { harness } = world;
  const { verifier, challenge } = newVerifier();
  const query = authorizationRequest(rawApp(client), challenge, { scope: "openid profile", ...asks });
  let signedIn = false;
  const onSignIn = () => {
    signedIn = true;
    return harness.signIn(name, who);
  };
  try {
    const walk = await walkAuthorization(harness, who, `/oauth2/authorize?${query}`, { onSignIn });
    const found = walk.callback.searchParams;
    if (walk.callback.pathname === "/error") return { outcome: "refuses", code: found.get("code") ?? "", ...none };
    const error = found.get("error");
    if (error) return { outcome: "refuses", error, ...none };
    const views = walk.asked.flatMap(({ groups, offlineScope }) => [
      ...groups.flatMap(({ scopes }) => scopes),
      ...(offlineScope ? [offlineScope] : []),
    ]);
    const tokens = await redeem(client, found.get("code") ?? "", verifier, asks.resource);
    const asked = views.map(({ name: scope }) => scope).sort();
    return { outcome: walk.asked.length > 0 || signedIn ? "asks" : "passes", code: undefined, asked, ...tokens };
  } catch (error) {
    return { outcome: "refuses", code: codeOf(error), ...none };
  }
}

async function redeem(client: string, code: string, verifier: string, resource: string | undefined) {
  const { harness } = world;
  const raw = rawApp(client);
  const form = { grant_type: "authorization_code", code, code_verifier: verifier, redirect_uri: raw.redirectUri };
  const answer = await tokenRequest(harness, raw, { ...form, ...(resource ? { resource } : {}) });
  const tokens = (await answer.json()) as TokenAnswer;
  expect(answer.status, JSON.stringify(tokens)).toBe(200);
  const { access_token: accessToken, id_token: idToken } = tokens;
  const headers = { authorization: `Bearer ${accessToken}` };
  const userinfo = resource ? {} : await (await fetch(`${harness.url}/oauth2/userinfo`, { headers })).json();
  const isJwt = accessToken.split(".").length === 3;
  return {
    scopes: (tokens.scope ?? "").split(" ").filter(Boolean).sort(),
    claims: [
      ...(idToken ? told("id_token", decodeJwt(idToken)) : []),
      ...told("userinfo", userinfo as object),
      ...(isJwt ? told("access_token", decodeJwt(accessToken)) : []),
    ].sort(),
  };
}

interface Case {
  request: Request;
  groups?: readonly string[];
  attributes?: Record<string, string | string[]>;
  before?: (who: SignedIn, name: string) => Promise<unknown>;
  after?: () => Promise<unknown>;
  expected: Partial<Outcome>;
}

const onlyStaff: StoredRules = { emailDomains: [], emails: [], groups: ["google:staff"], signUp: "open" };
const byOperator = { by: "operator" };

/** Sets the database's policy until the end of the case. */
async function setPolicy(rules: StoredRules | undefined): Promise<void> {
  const before = await world.harness.policyStore.read();
  expect(await world.harness.policyStore.write(rules, before?.revision, "operator")).not.toBe("changed");
}

async function block(userId: string | null, clientId: string | null): Promise<void> {
  await database.query(
    `INSERT INTO consent_blocks (id, user_id, client_id, reason, created_by)
     VALUES (gen_random_uuid(), $1::uuid, $2, 'test', 'operator')`,
    [userId, clientId],
  );
}

const cases: Record<string, Case> = {
  "an app for the first time": {
    request: { client: "plain" },
    expected: { outcome: "asks", asked: ["openid", "profile"] },
  },
  "an app that was allowed before": {
    request: { client: "plain" },
    before: (who, name) => really(name, who, { client: "plain" }),
    expected: { outcome: "passes", asked: [] },
  },
  "an app that asks for more than was allowed": {
    request: { client: "plain", scope: "openid profile email offline_access" },
    before: (who, name) => really(name, who, { client: "plain" }),
    expected: { outcome: "asks", asked: ["email", "offline_access"] },
  },
  "an app that wants the whole question again": {
    request: { client: "plain", prompt: "consent" },
    before: (who, name) => really(name, who, { client: "plain" }),
    expected: { outcome: "asks", asked: ["openid", "profile"] },
  },
  "an app that may ask nothing": {
    request: { client: "plain", prompt: "none" },
    expected: { outcome: "refuses", error: "consent_required" },
  },
  "an app that wants a fresh sign-in": {
    request: { client: "own", prompt: "login" },
    expected: { outcome: "asks", asked: [] },
  },
  "an app of the operator's": {
    request: { client: "own", scope: "openid profile email" },
    expected: { outcome: "passes" },
  },
  "an app of the operator's on a phone": {
    request: { client: "phone", scope: "openid profile" },
    expected: { outcome: "asks", asked: ["openid", "profile"] },
  },
  "an app that asks for an API": {
    request: { client: "plain", scope: "openid calendar:read", resource: calendarAudience },
    expected: { outcome: "asks", asked: ["calendar:read", "openid"], scopes: ["calendar:read"] },
  },
  "an app that asks for an API that it isn't registered for": {
    request: { client: "plain", resource: "https://api.example/rooms" },
    expected: { outcome: "refuses", error: "invalid_target" },
  },
  "an app that asks for a scope that the portal doesn't have": {
    request: { client: "own", scope: "openid profile nonsense" },
    expected: { outcome: "passes" },
  },
  "an app that asks for a scope that it isn't registered for": {
    request: { client: "own", scope: "openid phone" },
    expected: {},
  },
  "an app that isn't known": {
    request: { client: "nobody" },
    expected: { outcome: "refuses", code: "client_unknown" },
  },
  "an app that is switched off": {
    request: { client: "switched-off" },
    before: async () => {
      const { clients } = world.harness.managedCatalog;
      const entry = { clientId: "switched-off", name: "Off", redirectUris: [rawApp("switched-off").redirectUri] };
      await clients.create(entry, byOperator);
      await clients.disable("switched-off", byOperator);
      await world.harness.catalog.refresh();
    },
    expected: { outcome: "refuses", code: "client_unknown" },
  },
  "an app for other people": {
    request: { client: "staff" },
    expected: { outcome: "refuses", code: "app_not_allowed" },
  },
  "an app for other people that may show no page": {
    request: { client: "staff", prompt: "none" },
    expected: { outcome: "refuses", error: "access_denied" },
  },
  "an app for people of a group, to one of them": {
    request: { client: "staff" },
    groups: ["staff"],
    expected: { outcome: "asks", asked: ["openid", "profile"] },
  },
  "a disabled person": {
    request: { client: "plain" },
    before: (who) => world.harness.accountControl.disable(who.session.userId),
    expected: { outcome: "refuses", code: "account_disabled" },
  },
  "a disabled person, where no page may be shown": {
    request: { client: "plain", prompt: "none" },
    before: (who) => world.harness.accountControl.disable(who.session.userId),
    expected: { outcome: "refuses", error: "login_required" },
  },
  "a person whom the policy of the database refuses": {
    request: { client: "plain" },
    before: () => setPolicy(onlyStaff),
    after: () => setPolicy(undefined),
    expected: { outcome: "refuses", code: "not_allowed_to_sign_in" },
  },
  "a person whom the policy of the database lets in by a group": {
    request: { client: "own" },
    groups: ["staff"],
    before: () => setPolicy(onlyStaff),
    after: () => setPolicy(undefined),
    expected: { outcome: "passes" },
  },
  "a person whose consent is blocked": {
    request: { client: "plain" },
    before: (who) => block(who.session.userId, null),
    expected: { outcome: "refuses", code: "consent_blocked" },
  },
  "a blocked person at an app of the operator's": {
    request: { client: "own" },
    before: (who) => block(who.session.userId, "own"),
    expected: { outcome: "refuses", error: "access_denied" },
  },
  "claims of the operator's rules": {
    request: { client: "own", scope: "openid department email groups" },
    groups: ["staff", "editors"],
    attributes: { department: "Engines" },
    expected: { outcome: "passes" },
  },
  "claims in a JWT for an API": {
    request: { client: "own", scope: "openid department notes:read", resource: notesAudience },
    attributes: { department: "Engines" },
    expected: { outcome: "passes", scopes: ["notes:read"] },
  },
  "a claim that is too long": {
    request: { client: "own", scope: "openid department" },
    attributes: { department: "Engines", wide: Array.from({ length: 1_500 }, (_, index) => `value ${index}`) },
    expected: { outcome: "passes" },
  },
};

describe("what would happen is what happens then:", () => {
  it.each(Object.entries(cases))("%s", async (_name, { request, groups, attributes, before, after, expected }) => {
    const { harness } = world;
    const name = newPerson();
    const said = { ...(groups ? { groups } : {}), ...(attributes ? { attributes } : {}) };
    const who = await harness.signIn(name, undefined, said);
    await before?.(who, name);
    const question = {
      as: addressOf(name),
      app: request.client,
      scope: [request.scope ?? "openid profile"],
      ...(request.resource ? { resource: [request.resource] } : {}),
      ...(request.prompt ? { prompt: request.prompt as "none" } : {}),
    };
    const atRest = await world.tables();
    const answer = await ask(question);
    expect(await world.tables()).toEqual(atRest);
    const real = await really(name, who, request);
    await after?.();
    expect(shown(answer)).toEqual(real);
    expect(real).toMatchObject(expected);
    const refusing = answer.checks.filter(({ outcome }) => outcome === "refuses");
    expect(refusing).toHaveLength(real.outcome === "refuses" ? 1 : 0);
    // Each check has words of its own, and not those of a failure of the portal.
    const failure = ruleWords("en", undefined, "internal_error", {})?.check;
    expect(answer.checks.filter(({ check, rule }) => check === failure || check === rule)).toEqual([]);
  });
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
    const { code } = await ask({ as: addressOf(name), provider: "google" });
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
    await setPolicy(rules);
    const { code, person, outcome } = await ask({ as: address, provider: "google" });
    const real = await signIn(address);
    await setPolicy(undefined);
    expect([code ?? undefined, real]).toEqual([expected, expected]);
    expect(person.id).toBeNull();
    expect(outcome).toBe(expected === undefined ? "passes" : "refuses");
  });

  it("with a provider that the portal doesn't have", async () => {
    expect(await ask({ as: "new@example.com", provider: "nowhere" })).toMatchObject({ code: "provider_unknown" });
  });

  it("is all that can be asked about a person who was never here", async () => {
    await expect(ask({ as: "never@example.com", app: "plain" })).rejects.toMatchObject({
      code: "admin_target_not_found",
    });
    await expect(ask({ as: "never", provider: "google" })).rejects.toMatchObject({ code: "admin_target_not_found" });
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
    const answer = await ask({ as: addressOf(name), host: `${host}/some/page` });
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
    const answer = await ask({ as: addressOf(name), host: "stranger.example" });
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
    const { outcome, code, tokens } = await ask({ as: addressOf(name), api, method });
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
    expect(await ask({ as: addressOf(name), api: "notes" })).toMatchObject({ code: "account_disabled" });
    expect((await world.call("/bff/api/notes/list", who.browser.cookieHeader("/"))).status).toBe(401);
    expect(await ask({ as: addressOf(name), api: "open" })).toMatchObject({ outcome: "passes" });
    expect((await world.call("/bff/api/open/list", who.browser.cookieHeader("/"))).status).toBe(200);
  });
});

describe("the answer", () => {
  it("names the setting that refuses, what it compared and what would pass; later checks aren't reached", async () => {
    const name = newPerson();
    await world.harness.signIn(name, undefined, { groups: ["guests"] });
    const { checks, answer } = await ask({ as: addressOf(name), app: "staff" });
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
    expect((await ask({ as: addressOf(name), app: "own", language: "de" })).answer).toMatch(/^own bekommt ohne Frage/);
  });

  it("has no token and no code", async () => {
    const name = newPerson();
    await world.harness.signIn(name);
    const scope = ["openid profile offline_access notes:read"];
    const text = JSON.stringify(await ask({ as: addressOf(name), app: "own", scope, resource: [notesAudience] }));
    expect(text).not.toMatch(/eyJ|[\w-]{40,}/);
  });

  it("covers each API that is asked for, with a token of its own", async () => {
    const name = newPerson();
    await world.harness.signIn(name);
    const resource = [calendarAudience, notesAudience];
    const { tokens, notGiven } = await ask({
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
