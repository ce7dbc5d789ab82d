import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  basic,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  authorizationRequest,
  buddy,
  newVerifier,
  obtainTokens,
  type RawClient,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { openEmbeddedTestDatabase } from "#tests/support/test-database.ts";
import { walkAuthorization } from "#tests/support/walk-authorization.ts";

let harness: Harness;
beforeAll(async () => {
  harness = await startAuthorizationServer(await openEmbeddedTestDatabase(), {
    ...testConfig,
    clients: [
      ...testConfig.clients,
      {
        clientId: "command-line",
        name: "Command Line",
        applicationType: "native",
        redirectUris: ["http://127.0.0.1/callback", "com.example.app:/callback"],
        scopes: ["openid", "profile", "offline_access"],
      },
      {
        clientId: "other-loopbacks",
        name: "Other Loopbacks",
        applicationType: "native",
        redirectUris: ["http://[::1]/callback", "http://localhost:8080/callback"],
      },
      {
        clientId: "own-command-line",
        name: "Own Command Line",
        applicationType: "native",
        firstParty: true,
        redirectUris: ["http://127.0.0.1/callback"],
      },
      {
        clientId: "web-on-loopback",
        name: "Web on Loopback",
        redirectUris: ["http://127.0.0.1:8080/callback"],
      },
      {
        clientId: "legacy",
        clientSecret: "the secret of the legacy app",
        name: "Legacy",
        redirectUris: ["https://legacy.example/callback"],
        scopes: ["openid"],
        requirePkce: false,
      },
    ],
  });
});
afterAll(async () => {
  await harness.close();
  await harness.database.close();
});

const walk = async (client: RawClient, change: Record<string, string | undefined> = {}) => {
  const { verifier, challenge } = newVerifier();
  const request = authorizationRequest(client, challenge, change);
  const walked = await walkAuthorization(harness, await harness.signIn(), `/oauth2/authorize?${request}`);
  return { ...walked, verifier };
};

describe("native apps", () => {
  const native = (redirectUri: string, clientId = "command-line"): RawClient => ({
    clientId,
    redirectUri,
    secret: undefined,
  });

  for (const redirectUri of [
    "http://127.0.0.1:51234/callback",
    "http://127.0.0.1/callback",
    "com.example.app:/callback",
  ]) {
    it(`may come back to ${redirectUri}`, async () => {
      const { callback, verifier } = await walk(native(redirectUri));
      const code = callback.searchParams.get("code") ?? "";
      const answer = await tokenRequest(harness, native(redirectUri), {
        grant_type: "authorization_code",
        code,
        code_verifier: verifier,
        redirect_uri: redirectUri,
      });
      expect(answer.status).toBe(200);
    });
  }

  it.each(["http://[::1]:51234/callback", "http://localhost:51234/callback", "http://localhost/callback"])(
    "may come back to %s on any port, where the operator registered that spelling of this computer",
    async (redirectUri) => {
      const { callback } = await walk(native(redirectUri, "other-loopbacks"));
      expect(callback.origin + callback.pathname).toBe(redirectUri);
      expect(callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
    },
  );

  it.each([
    ["http://127.0.0.1:51234/callback", "other-loopbacks"],
    ["http://[::1]:51234/callback", "command-line"],
    ["http://[::1]:51234/callback/", "other-loopbacks"],
    ["http://localhost.evil.example/callback", "other-loopbacks"],
    ["http://user@localhost:51234/callback", "other-loopbacks"],
    ["https://localhost:51234/callback", "other-loopbacks"],
    ["com.example.app:/callback/more", "command-line"],
    ["com.example.app://callback", "command-line"],
    ["http://127.0.0.1:51234/callback", "web-on-loopback"],
  ])("may not come back to %s as %s", async (redirectUri, clientId) => {
    const { callback } = await walk(native(redirectUri, clientId));
    expect(callback.searchParams.get("code")).toBe("redirect_uri_mismatch");
  });

  it("are asked about every time, since anybody could pose as them (RFC 8252 §8.6)", async () => {
    await walk(native("com.example.app:/callback"));
    expect((await walk(native("com.example.app:/callback"))).asked).toHaveLength(1);
    const silent = await walk(native("com.example.app:/callback"), { prompt: "none" });
    expect(silent.callback.searchParams.get("error")).toBe("interaction_required");
  });

  it("are asked about every time also when they are the operator's own: a program's word is all there is", async () => {
    const own = native("http://127.0.0.1:51234/callback", "own-command-line");
    for (let time = 0; time < 2; time++) {
      const { asked, callback } = await walk(own);
      expect(asked.map(({ groups }) => groups.flatMap(({ scopes }) => scopes.map(({ name }) => name)))).toEqual([
        ["openid", "profile"],
      ]);
      expect(callback.searchParams.get("code")).toMatch(/^ptc_ac_/);
    }
    const silent = await walk(own, { prompt: "none" });
    expect(silent.callback.searchParams.get("error")).toBe("interaction_required");
  });

  for (const redirectUri of [
    "http://localhost:51234/callback",
    "http://127.0.0.1:51234/other",
    "com.evil.app:/callback",
  ]) {
    it(`may not come back to ${redirectUri}`, async () => {
      const { callback } = await walk(native(redirectUri));
      expect(callback.searchParams.get("code")).toBe("redirect_uri_mismatch");
    });
  }

  it("alone may use another port", async () => {
    const { callback } = await walk(buddy, { redirect_uri: "https://buddy.example:8443/callback" });
    expect(callback.searchParams.get("code")).toBe("redirect_uri_mismatch");
  });
});

describe("response_mode=form_post", () => {
  // The page's policy is the front door's: e2e/native-apps.test.ts.
  it("posts the code to the app", async () => {
    const who = await harness.signIn();
    await obtainTokens(harness, who, buddy);
    const { challenge } = newVerifier();
    const request = authorizationRequest(buddy, challenge, { response_mode: "form_post" });
    const response = await who.browser.fetch(`/oauth2/authorize?${request}`);
    const html = await response.text();
    expect(response.status).toBe(200);
    expect(html).toContain(`<form method="post" action="${buddy.redirectUri}">`);
    expect(html).toMatch(/name="code" value="ptc_ac_/);
    expect(html).toContain(`name="iss" value="${harness.issuer}"`);
  });
});

describe("response_mode=form_post of an error", () => {
  const posted = async (response: Response) => {
    const html = await response.text();
    return [response.status, html.includes(`<form method="post" action="${buddy.redirectUri}">`), html] as const;
  };

  it("posts it to the app by a page like any other, straight and after the person's no", async () => {
    const who = await harness.signIn("Edith Clarke");
    const ask = (change: Record<string, string>) =>
      `/oauth2/authorize?${authorizationRequest(buddy, newVerifier().challenge, { response_mode: "form_post", ...change })}`;
    const [status, toApp, html] = await posted(await who.browser.fetch(ask({ prompt: "none" })));
    expect([status, toApp]).toEqual([200, true]);
    expect(html).toContain('name="error" value="consent_required"');

    const asked = await who.browser.fetch(ask({}));
    const path = asked.headers.get("location") ?? "";
    const { pathname } = new URL(path, harness.issuer);
    const [uid, cookies] = [pathname.slice("/consent/".length), who.browser.cookieHeader(pathname)];
    const step = await harness.server.consent.open(uid, cookies, who.session);
    const formToken = step.kind === "ask" ? step.view.formToken : "";
    const decision = { allow: false, scopes: [], formToken };
    const { redirectTo } = await harness.server.consent.decide(uid, cookies, who.session, decision);
    const refused = await posted(await who.browser.fetch(redirectTo));
    expect(refused.slice(0, 2)).toEqual([200, true]);
    expect(refused[2]).toContain('name="error" value="access_denied"');
  });
});

describe("a client that an operator exempted from PKCE", () => {
  it("may go without, but not halfway", async () => {
    const legacy: RawClient = {
      clientId: "legacy",
      redirectUri: "https://legacy.example/callback",
      secret: "the secret of the legacy app",
    };
    const without = { scope: "openid", code_challenge: undefined, code_challenge_method: undefined };
    const redeem = (code: string, extra: Record<string, string> = {}) =>
      tokenRequest(harness, legacy, {
        grant_type: "authorization_code",
        code,
        redirect_uri: legacy.redirectUri,
        ...extra,
      });
    const codeOf = async (change: Record<string, string | undefined>) =>
      (await walk(legacy, change)).callback.searchParams.get("code") ?? "";
    expect((await redeem(await codeOf(without))).status).toBe(200);
    // RFC 9700 §2.1.1: a verifier without a challenge means that somebody took the challenge out.
    expect((await redeem(await codeOf(without), { code_verifier: newVerifier().verifier })).status).toBe(400);
    expect((await redeem(await codeOf({ scope: "openid" }))).status).toBe(400);
  });
});

describe("introspection as a JWT", () => {
  it("is signed, for the caller, and of its own type (RFC 9701)", async () => {
    const { access_token } = await obtainTokens(harness, await harness.signIn(), buddy);
    const response = await harness.form(
      "/oauth2/introspect",
      { token: access_token },
      {
        ...basic(buddy.clientId, buddy.secret ?? ""),
        accept: "application/token-introspection+jwt",
      },
    );
    expect(response.headers.get("content-type")).toContain("application/token-introspection+jwt");
    const { payload } = await jwtVerify(
      await response.text(),
      createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`)),
      { issuer: harness.issuer, audience: buddy.clientId, typ: "token-introspection+jwt" },
    );
    expect(payload["token_introspection"]).toMatchObject({ active: true, client_id: buddy.clientId });
  });
});

describe("claims and scopes", () => {
  it("come from userinfo by scope, and a single one by the claims parameter", async () => {
    const userinfo = async (change: Record<string, string | undefined>) => {
      const { access_token } = await obtainTokens(harness, await harness.signIn("Grace Hopper"), buddy, change);
      const response = await fetch(`${harness.issuer}/oauth2/userinfo`, {
        headers: { authorization: `Bearer ${access_token}` },
      });
      return Object.keys((await response.json()) as object).sort();
    };
    expect(await userinfo({ scope: "openid" })).toEqual(["sub"]);
    expect(await userinfo({ scope: "openid profile" })).toEqual(["locale", "name", "picture", "sub"]);
    const claims = JSON.stringify({ userinfo: { email: { essential: true } } });
    expect(await userinfo({ scope: "openid", claims })).toEqual(["email", "sub"]);
  });

  it("repeat at refresh without harm", async () => {
    const scope = "openid offline_access profile";
    const tokens = await obtainTokens(harness, await harness.signIn(), buddy, { scope });
    const answer = await tokenRequest(harness, buddy, {
      grant_type: "refresh_token",
      refresh_token: tokens.refresh_token ?? "",
      scope,
    });
    expect(((await answer.json()) as TokenAnswer).scope?.split(" ").sort()).toEqual(scope.split(" ").sort());
  });

  it("put auth_time, amr and the nonce into the ID token", async () => {
    const { id_token = "" } = await obtainTokens(harness, await harness.signIn(), buddy, {
      max_age: "3600",
      claims: JSON.stringify({ id_token: { amr: null } }),
    });
    const jwks = createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`));
    const { payload } = await jwtVerify(id_token, jwks, { issuer: harness.issuer, audience: buddy.clientId });
    expect(payload).toMatchObject({ nonce: "the-nonce", amr: ["pwd"] });
    expect(payload["auth_time"]).toBeTypeOf("number");
    expect(payload).not.toHaveProperty("email");
  });
});

describe("the list of connected apps", () => {
  it("says when and for what an app last used its access", async () => {
    const who = await harness.signIn("Alan Turing");
    const { access_token } = await obtainTokens(harness, who, buddy);
    await fetch(`${harness.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
    const app = async () => (await harness.connectedApps.list(who.session))[0];
    // Written down in the background.
    await expect.poll(async () => (await app())?.lastUsedFor).toBe("token");
    expect((await app())?.lastUsedAtSeconds).toBeGreaterThan(Math.floor(Date.now() / 1000) - 60);
  });
});
