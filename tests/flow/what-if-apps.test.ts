import { decodeJwt } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ruleWords } from "#components/messages/explain/rule-words.ts";
import type { StoredRules } from "#server/access/access-policy-store.ts";
import type { WhatIfAnswer } from "#server/admin/explain/what-if/what-if-shapes.ts";
import type { Database } from "#server/database/database.ts";
import { calendarAudience, notesAudience, type SignedIn } from "#tests/support/authorization-server-harness.ts";
import { authorizationRequest, newVerifier, type TokenAnswer, tokenRequest } from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";
import { addressOf, codeOf, newPerson, rawApp, startWhatIfWorld } from "#tests/support/what-if-world.ts";

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
    before: () => world.setPolicy(onlyStaff),
    after: () => world.setPolicy(undefined),
    expected: { outcome: "refuses", code: "not_allowed_to_sign_in" },
  },
  "a person whom the policy of the database lets in by a group": {
    request: { client: "own" },
    groups: ["staff"],
    before: () => world.setPolicy(onlyStaff),
    after: () => world.setPolicy(undefined),
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
    const answer = await world.ask(question);
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
