import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
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
  newVerifier,
  obtainTokens,
  type RawClient,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

const everything = {
  scope: "openid profile email offline_access calendar:read calendar:write",
  resource: calendarAudience,
};
const house: RawClient = {
  clientId: "house-app",
  redirectUri: "https://house.example/callback",
  secret: "the secret of the house app",
};

const weekly: RawClient = {
  clientId: "weekly",
  redirectUri: "https://weekly.example/callback",
  secret: "the secret of the weekly letter",
};

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [
      ...testConfig.clients,
      {
        clientId: weekly.clientId,
        clientSecret: weekly.secret ?? "",
        name: "Weekly Letter",
        redirectUris: [weekly.redirectUri],
        grantTypes: ["authorization_code", "refresh_token"],
        scopes: ["openid", "profile", "offline_access"],
        optionalScopes: ["offline_access"],
      },
    ],
  });
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

/** Sends the request and stops at the consent page. */
async function atConsent(who: SignedIn, change: Record<string, string | undefined> = everything, client = buddy) {
  const { challenge } = newVerifier();
  let next = `/oauth2/authorize?${authorizationRequest(client, challenge, change)}`;
  for (;;) {
    const response = await who.browser.fetch(next);
    next = response.headers.get("location") ?? "";
    const uid = /^\/consent\/([^?]+)/.exec(next)?.[1];
    if (!uid) continue;
    const cookies = who.browser.cookieHeader(next);
    const session = await harness.vault.authenticate(cookies);
    const step = await harness.server.consent.open(uid, cookies, session);
    if (step.kind === "ask") return { uid, cookies, session, view: step.view };
    if (step.kind === "sign_in") throw new Error("asked to sign in");
    next = step.redirectTo;
  }
}

const finish = async (who: SignedIn, redirectTo: string) => {
  const response = await who.browser.fetch(redirectTo);
  return new URL(response.headers.get("location") ?? "", harness.issuer);
};

describe("the consent question", () => {
  it("says who asks, for what, in the scopes' own words, grouped by what they touch", async () => {
    const who = await harness.signIn("Ada Lovelace");
    const { view } = await atConsent(who);
    expect(view).toMatchObject({
      client: { name: "Calendar Buddy", hostName: "buddy.example", reviewed: false },
      usedBefore: false,
      offlineSeconds: 180 * 24 * 60 * 60,
    });
    expect(view.groups.map(({ api, scopes }) => [api?.title ?? "the person", scopes.map(({ name }) => name)])).toEqual([
      ["the person", ["openid", "profile", "email"]],
      ["Calendar", ["calendar:read", "calendar:write"]],
    ]);
    const optional = view.groups.flatMap(({ scopes }) => scopes.filter((scope) => scope.optional));
    expect(optional.map(({ name }) => name)).toEqual(["email", "calendar:write"]);
  });

  it("says how long truly: also when access while away was allowed before, and more is asked now", async () => {
    const who = await harness.signIn("Hedy Lamarr");
    await obtainTokens(harness, who, buddy, { scope: "openid offline_access" });
    const { view } = await atConsent(who, { ...everything, scope: "openid offline_access calendar:write" });
    expect(view).toMatchObject({ offlineScope: undefined, offlineSeconds: 180 * 24 * 60 * 60 });
    const without = await harness.signIn("Ida Rhodes");
    await obtainTokens(harness, without, buddy, { scope: "openid" });
    const asked = await atConsent(without, { scope: "openid calendar:read", resource: calendarAudience });
    expect(asked.view).toMatchObject({ offlineScope: undefined, offlineSeconds: undefined });
  });

  it("names access while away when that is all it asks for", async () => {
    const who = await harness.signIn("Karen Jones");
    await obtainTokens(harness, who, buddy, { scope: "openid" });
    const { view } = await atConsent(who, { scope: "openid offline_access" });
    expect(view).toMatchObject({
      groups: [],
      offlineScope: { name: "offline_access", optional: false, alreadyGranted: false },
      offlineSeconds: 180 * 24 * 60 * 60,
    });
  });

  it("lets access while away be left out where the operator made it optional, and be given", async () => {
    for (const [name, scopes, expected] of [
      ["Jean Bartik", ["offline_access"], true],
      ["Betty Holberton", [], false],
    ] as const) {
      const who = await harness.signIn(name);
      const { view } = await atConsent(who, { scope: "openid offline_access" }, weekly);
      expect(view).toMatchObject({ offlineScope: { name: "offline_access", optional: true } });
      const { verifier, challenge } = newVerifier();
      const request = authorizationRequest(weekly, challenge, { scope: "openid offline_access" });
      const walk = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, { scopes });
      const answer = await tokenRequest(harness, weekly, {
        grant_type: "authorization_code",
        code: walk.callback.searchParams.get("code") ?? "",
        code_verifier: verifier,
        redirect_uri: weekly.redirectUri,
      });
      expect([name, "refresh_token" in ((await answer.json()) as object)]).toEqual([name, expected]);
      // What was refused is remembered, and nothing is said of it when more is asked.
      const later = await atConsent(who, { scope: "openid offline_access profile" }, weekly);
      expect(later.view.offlineSeconds !== undefined).toBe(expected);
    }
  });

  it("carries the operator's names in other languages, and says so where a scope has no words", async () => {
    const { view } = await atConsent(await harness.signIn("Mary Ward"), everything);
    expect(view.groups[1]).toMatchObject({
      api: { title: "Calendar", translations: { de: { name: "Kalender" } } },
      scopes: [{ title: "calendar:read", description: "" }, { title: "calendar:write" }],
    });
  });

  it("gives what stays ticked and required, not what was unticked, and remembers both", async () => {
    const who = await harness.signIn("Grace Hopper");
    const { uid, cookies, session, view } = await atConsent(who);
    const { redirectTo } = await harness.server.consent.decide(uid, cookies, session, {
      allow: true,
      scopes: ["calendar:write"],
      formToken: view.formToken,
    });
    expect((await finish(who, redirectTo)).searchParams.get("code")).toMatch(/^ptc_ac_/);
    const [app] = await harness.connectedApps.list(who.session);
    expect(app?.scopes.map(({ name }) => name).sort()).toEqual(
      ["calendar:read", "calendar:write", "offline_access", "openid", "profile"].sort(),
    );
    const { challenge } = newVerifier();
    const again = await walkAuthorization(
      harness,
      who,
      `/oauth2/authorize?${authorizationRequest(buddy, challenge, everything)}`,
    );
    expect(again.asked).toHaveLength(0);
    const insisted = await atConsent(who, { ...everything, prompt: "consent" });
    const email = insisted.view.groups[0]?.scopes.find(({ name }) => name === "email");
    expect(email).toMatchObject({ alreadyGranted: false, optional: true });
  });

  it("ends with access_denied when cancelled, and connects nothing", async () => {
    const who = await harness.signIn("Alan Turing");
    const { challenge } = newVerifier();
    const walk = await walkAuthorization(
      harness,
      who,
      `/oauth2/authorize?${authorizationRequest(buddy, challenge, everything)}`,
      { allow: false },
    );
    expect(walk.callback.searchParams.get("error")).toBe("access_denied");
    expect(walk.callback.searchParams.get("iss")).toBe(harness.issuer);
    expect(await harness.connectedApps.list(who.session)).toEqual([]);
  });

  it("is asked anew after access was removed", async () => {
    const who = await harness.signIn("Barbara Liskov");
    await obtainTokens(harness, who, buddy, everything);
    const [app] = await harness.connectedApps.list(who.session);
    await harness.connectedApps.revoke(who.session, app?.id ?? "");
    const { view } = await atConsent(who);
    expect(view.usedBefore).toBe(true);
    expect(view.groups.flatMap(({ scopes }) => scopes)).toHaveLength(5);
  });

  it("is skipped for first-party clients, also with prompt=none and prompt=consent", async () => {
    const who = await harness.signIn("Donald Knuth");
    for (const prompt of ["none", undefined, "consent"]) {
      const { challenge } = newVerifier();
      const request = authorizationRequest(house, challenge, { scope: "openid calendar:read", prompt });
      const walk = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`);
      expect([prompt, walk.asked.length, walk.callback.searchParams.get("error")]).toEqual([prompt, 0, null]);
    }
  });

  it("is not taken as answered for who was there before, when a first-party client wants somebody to sign in", async () => {
    const who = await harness.signIn("Never Went On");
    for (const prompt of ["login", "select_account"]) {
      const { challenge } = newVerifier();
      const request = authorizationRequest(house, challenge, { scope: "openid calendar:read", prompt });
      const answer = await who.browser.fetch(`/oauth2/authorize?${request}`);
      expect(answer.headers.get("location")).toMatch(/^\/consent\//);
    }
    expect(await harness.connectedApps.list(who.session)).toEqual([]);
    const onSignIn = () => harness.signIn("Never Went On", who);
    const request = authorizationRequest(house, newVerifier().challenge, { scope: "openid", prompt: "login" });
    const { callback } = await walkAuthorization(harness, who, `/oauth2/authorize?${request}`, { onSignIn });
    expect(callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
    expect(await harness.connectedApps.list(who.session)).toHaveLength(1);
  });

  it("writes nothing for a first-party client that asks for nothing new", async () => {
    const who = await harness.signIn("Same Again");
    const written = async () => {
      const rows = await harness.database.query<{ at: Date }>(
        "SELECT updated_at AS at FROM app_grants WHERE user_id = $1::uuid",
        [who.session.userId],
      );
      return rows.map(({ at }) => at.getTime());
    };
    await obtainTokens(harness, who, house, { scope: "openid calendar:read" });
    const before = await written();
    await obtainTokens(harness, who, house, { scope: "openid" });
    expect(await written()).toEqual(before);
    await obtainTokens(harness, who, house, { scope: "openid profile" });
    expect(await written()).not.toEqual(before);
    const [app] = await harness.connectedApps.list(who.session);
    expect(app?.scopes.map(({ name }) => name)).toEqual(["openid", "profile", "calendar:read"]);
  });

  it("shows single claims by the scope that they belong to", async () => {
    const who = await harness.signIn("Edsger Dijkstra");
    const claims = JSON.stringify({ userinfo: { email: { essential: true } } });
    const { view } = await atConsent(who, { scope: "openid", claims });
    expect(view.groups[0]?.scopes.map(({ name }) => name)).toEqual(["openid", "email"]);
  });
});

describe("a consent answer", () => {
  const refused = async (answer: Promise<unknown>) =>
    (await answer.catch((error: { code?: string }) => error.code)) as string;

  it("needs the form token of this session and this interaction", async () => {
    const who = await harness.signIn("Tony Hoare");
    const first = await atConsent(who);
    const second = await atConsent(who);
    const other = await harness.signIn("Robin Milner");
    const foreign = await atConsent(other);
    for (const formToken of [undefined, "", "1.x", second.view.formToken, foreign.view.formToken]) {
      const answer = harness.server.consent.decide(first.uid, first.cookies, first.session, {
        allow: true,
        scopes: [],
        formToken,
      });
      expect(await refused(answer)).toBe("csrf_token_invalid");
    }
    const signedOut = harness.server.consent.decide(first.uid, first.cookies, null, {
      allow: true,
      scopes: [],
      formToken: first.view.formToken,
    });
    expect(await refused(signedOut)).toBe("session_required");
  });

  it("is taken from the browser only that the request began in", async () => {
    const victim = await harness.signIn("Leslie Lamport");
    const attacker = await harness.signIn("Robert Morris");
    const { uid } = await atConsent(attacker);
    const session = await harness.vault.authenticate(victim.browser.cookieHeader("/"));
    const cookies = [victim.browser.cookieHeader(`/consent/${uid}`), undefined, "portico-interaction=other"];
    for (const cookie of cookies) {
      expect(await refused(harness.server.consent.open(uid, cookie, session))).toBe("interaction_expired");
    }
    const doubled = `portico-interaction=${uid}; portico-interaction=${uid}`;
    expect(await refused(harness.server.consent.open(uid, doubled, session))).toBe("interaction_expired");
  });

  it("is taken once: another one is refused (authorization-server-answers-twice.test.ts)", async () => {
    const who = await harness.signIn("John McCarthy");
    const { uid, cookies, session, view } = await atConsent(who);
    const decision = { allow: true, scopes: [], formToken: view.formToken };
    await harness.server.consent.decide(uid, cookies, session, decision);
    const other = { ...decision, allow: false };
    expect(await refused(harness.server.consent.decide(uid, cookies, session, other))).toBe("interaction_expired");
  });

  it("works in two tabs at once, for one app and for two", async () => {
    const who = await harness.signIn("Frances Allen");
    const calendar = await atConsent(who, { scope: "openid calendar:read", resource: calendarAudience });
    const notes = await atConsent(who, { scope: "openid notes:read", resource: notesAudience });
    for (const tab of [notes, calendar]) {
      const { redirectTo } = await harness.server.consent.decide(tab.uid, tab.cookies, tab.session, {
        allow: true,
        scopes: [],
        formToken: tab.view.formToken,
      });
      expect((await finish(who, redirectTo)).searchParams.get("code")).toMatch(/^ptc_ac_/);
    }
    const [app] = await harness.connectedApps.list(who.session);
    expect(app?.scopes.map(({ name }) => name).sort()).toEqual(["calendar:read", "notes:read", "openid"]);
  });

  it("is asked of whoever is signed in now when the account was switched in between", async () => {
    const who = await harness.signIn("Ken Thompson");
    const { uid } = await atConsent(who);
    const switched = await harness.signIn("Dennis Ritchie", who);
    const walk = await walkAuthorization(harness, switched, `/consent/${uid}`);
    expect(walk.asked).toHaveLength(1);
    expect(walk.callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
    expect(await harness.connectedApps.list(switched.session)).toHaveLength(1);
  });

  it("is worth nothing to the app when the person signed out before going back", async () => {
    const who = await harness.signIn("Margaret Hamilton");
    const { uid, cookies, session, view } = await atConsent(who);
    const { redirectTo } = await harness.server.consent.decide(uid, cookies, session, {
      allow: true,
      scopes: [],
      formToken: view.formToken,
    });
    await harness.vault.end(who.session, "signed_out");
    const landed = await finish(who, redirectTo);
    expect(landed.pathname).toBe("/error");
    expect(landed.searchParams.get("code")).toBe("interaction_expired");
  });

  it("is worth nothing to the app when another person signed in before the browser went back", async () => {
    const who = await harness.signIn("Annie Easley");
    const { uid, cookies, session, view } = await atConsent(who);
    const decision = { allow: true, scopes: [], formToken: view.formToken };
    const { redirectTo } = await harness.server.consent.decide(uid, cookies, session, decision);
    const other = await harness.signIn("Mary Jackson", who);
    const landed = await finish(other, redirectTo);
    expect([landed.pathname, landed.searchParams.get("code")]).toEqual(["/error", "interaction_expired"]);
    expect(await harness.connectedApps.list(other.session)).toEqual([]);
  });

  it("of somebody who signed in for it is worth nothing to the next person, were its record tied to no session", async () => {
    const browser = harness.newBrowser();
    const request = authorizationRequest(buddy, newVerifier().challenge, everything);
    const page = (await browser.fetch(`/oauth2/authorize?${request}`)).headers.get("location") ?? "";
    const uid = /^\/consent\/([^?]+)/.exec(page)?.[1] ?? "";
    const signInHere = async (userName: string): Promise<SignedIn> => {
      const elsewhere = await harness.signIn(userName);
      browser.store(elsewhere.browser.cookieHeader("/") ?? "");
      return { browser, session: elsewhere.session };
    };
    const first = await signInHere("Gladys West");
    const step = await harness.server.consent.open(uid, browser.cookieHeader(page), first.session);
    await harness.database.query(
      "UPDATE oidc_records SET payload = payload - 'session' WHERE model = 'Interaction' AND id_hash = $1",
      [hashRecordId(uid)],
    );
    const next = await signInHere("Christine Darden");
    const landed = await finish(next, step.kind === "continue" ? step.redirectTo : "");
    expect([landed.pathname, landed.searchParams.get("code")]).toEqual(["/error", "interaction_expired"]);
  });
});

describe("another person's connected app", () => {
  it("can be neither seen nor removed", async () => {
    const owner = await harness.signIn("Katherine Johnson");
    await obtainTokens(harness, owner, buddy, everything);
    const [app] = await harness.connectedApps.list(owner.session);
    const stranger = await harness.signIn("Charles Babbage");
    for (const id of [app?.id ?? "", "not-a-uuid", "00000000-0000-0000-0000-000000000000"]) {
      await expect(harness.connectedApps.get(stranger.session, id)).rejects.toMatchObject({ code: "grant_not_found" });
      await expect(harness.connectedApps.revoke(stranger.session, id)).rejects.toMatchObject({
        code: "grant_not_found",
      });
    }
    expect(await harness.connectedApps.list(owner.session)).toHaveLength(1);
  });
});

describe("the name of the app behind a consent path", () => {
  it("is known for the sign-in page, and for nothing else", async () => {
    const who = await harness.signIn("Radia Perlman");
    const { uid } = await atConsent(who);
    for (const path of [`/consent/${uid}`, `/consent/${uid}?ui_locales=de`]) {
      expect(await harness.server.consent.appBehind(path)).toMatchObject({ name: "Calendar Buddy", alive: true });
    }
    for (const path of ["/", "/consent/", "/consent/unknown-unknown-unknown-x", `/consent/${uid}/../x`]) {
      expect(await harness.server.consent.appBehind(path)).toBeUndefined();
      expect(await harness.server.consent.answerAddressFor(path)).toBeUndefined();
    }
  });

  it("comes with where its answer goes, for the page's policy", async () => {
    const { uid } = await atConsent(await harness.signIn("Lynn Conway"));
    for (const path of [`/consent/${uid}`, `/consent/${uid}?ui_locales=de`]) {
      expect(await harness.server.consent.answerAddressFor(path)).toBe(buddy.redirectUri);
    }
  });
});
