import { createRemoteJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import * as oidc from "openid-client";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { listenLocally } from "#demo/http/local-server.ts";
import { readForm } from "#demo/http/read-body.ts";
import type { Demo } from "#demo/start-demo.ts";
import { startTestDemo } from "#demo/start-test-demo.ts";
import { type StandIn, standInFor } from "./portico-stand-in.ts";
import type { Tamper } from "./provider-controls.ts";

let demo: Demo;
let portico: StandIn;

beforeAll(async () => {
  demo = await startTestDemo();
});
afterAll(() => demo.close());
beforeEach(async () => {
  demo.controls.reset();
  // A new one each time: openid-client asks for new keys once a minute at most.
  portico = await standInFor(demo.urls.google, "google");
});

const offline = { params: { access_type: "offline" } };

describe("faults", () => {
  const tokenUrl = () => `${demo.urls.google}/token`;

  it("answer with a status until healed", async () => {
    demo.controls.fail("google", "token", { status: 503 });
    expect((await fetch(tokenUrl(), { method: "POST" })).status).toBe(503);
    expect((await fetch(tokenUrl(), { method: "POST" })).status).toBe(503);
    demo.controls.heal("google", "token");
    expect((await fetch(tokenUrl(), { method: "POST" })).status).toBe(401);
  });

  it("end by themselves after the ordered number of requests", async () => {
    demo.controls.fail("google", "token", { status: 500 }, 1);
    expect((await fetch(tokenUrl(), { method: "POST" })).status).toBe(500);
    expect((await fetch(tokenUrl(), { method: "POST" })).status).toBe(401);
  });

  it("cut the connection, break the JSON, and send far too much", async () => {
    demo.controls.fail("google", "token", { drop: true });
    await expect(fetch(tokenUrl(), { method: "POST" })).rejects.toThrow();
    demo.controls.fail("google", "token", { malformedJson: true });
    await expect((await fetch(tokenUrl(), { method: "POST" })).json()).rejects.toThrow(SyntaxError);
    demo.controls.fail("google", "token", { hugeBody: true });
    expect((await (await fetch(tokenUrl(), { method: "POST" })).text()).length).toBeGreaterThan(8_000_000);
  });

  it("hold an answer back", async () => {
    demo.controls.fail("google", "jwks", { delayMs: 60 });
    const beforeMs = performance.now();
    await fetch(`${demo.urls.google}/oauth2/v3/certs`);
    expect(performance.now() - beforeMs).toBeGreaterThanOrEqual(50);
  });

  it("are one provider's own", async () => {
    demo.controls.fail("google", "discovery", { status: 500 });
    expect((await fetch(`${demo.urls.microsoft}/.well-known/openid-configuration`)).status).toBe(200);
  });
});

describe("tampered ID tokens", () => {
  it.each<Tamper>([
    "wrong-iss",
    "wrong-aud",
    "wrong-azp",
    "expired",
    "wrong-nonce",
    "missing-nonce",
    "missing-sub",
    "missing-iat",
    "bad-signature",
    "unknown-key",
    "alg-none",
    "hs256-with-public-key",
  ])("%s is refused by an independent client", async (tamper) => {
    demo.controls.adjust("google", { idTokens: tamper });
    await expect(portico.signIn("ada")).rejects.toThrow();
    demo.controls.reset();
    await expect(portico.signIn("ada")).resolves.toBeDefined();
  });
});

describe("other wrongs", () => {
  it("tells another subject at userinfo", async () => {
    const { tokens } = await portico.signIn("ada");
    demo.controls.adjust("google", { userinfoSubject: "somebody-else" });
    const fetching = oidc.fetchUserInfo(portico.configuration, tokens.access_token, tokens.claims()?.sub ?? "");
    await expect(fetching).rejects.toThrow();
  });

  it("tells another issuer in discovery", async () => {
    demo.controls.adjust("google", { discoveryIssuer: "https://accounts.attacker.example" });
    await expect(standInFor(demo.urls.google, "google")).rejects.toThrow();
  });

  it("sends a wrong iss response parameter, or none though it promised one", async () => {
    demo.controls.adjust("google", { issParameter: "wrong" });
    await expect(portico.signIn("ada")).rejects.toThrow();
    demo.controls.adjust("google", { issParameter: "missing", advertisesIss: true });
    const strict = await standInFor(demo.urls.google, "google");
    await expect(strict.signIn("ada")).rejects.toThrow();
  });

  it("signs with a new key that is published beside the old one", async () => {
    const keys = createRemoteJWKSet(new URL(`${demo.urls.google}/oauth2/v3/certs`));
    const before = (await portico.signIn("ada")).tokens.id_token ?? "";
    demo.controls.rotateSigningKey("google");
    portico = await standInFor(demo.urls.google, "google");
    const after = (await portico.signIn("ada")).tokens.id_token ?? "";
    expect(decodeProtectedHeader(after).kid).not.toBe(decodeProtectedHeader(before).kid);
    await jwtVerify(before, keys);
    await jwtVerify(after, keys);
  });

  it("makes access tokens live as long as ordered", async () => {
    demo.controls.adjust("google", { accessTokenSeconds: 0 });
    const { tokens } = await portico.signIn("ada");
    expect(tokens.expires_in).toBe(0);
    const answer = await fetch(`${demo.urls.google}/userinfo`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    expect(answer.status).toBe(401);
  });

  it("kills the family when a used refresh token comes back", async () => {
    demo.controls.adjust("google", { refreshRotation: "punish-reuse" });
    const first = (await portico.signIn("ada", offline)).tokens.refresh_token ?? "";
    const second = (await oidc.refreshTokenGrant(portico.configuration, first)).refresh_token ?? "";
    const refused = { error: "invalid_grant" };
    await expect(oidc.refreshTokenGrant(portico.configuration, first)).rejects.toMatchObject(refused);
    await expect(oidc.refreshTokenGrant(portico.configuration, second)).rejects.toMatchObject(refused);
  });

  it("refuses one person's refresh tokens, or ends all grants of a person", async () => {
    const refreshToken = (await portico.signIn("ada", offline)).tokens.refresh_token ?? "";
    demo.controls.adjust("google", { refusesRefreshOf: new Set(["ada"]) });
    const refused = { error: "invalid_grant" };
    await expect(oidc.refreshTokenGrant(portico.configuration, refreshToken)).rejects.toMatchObject(refused);
    demo.controls.adjust("google", { refusesRefreshOf: new Set() });
    await oidc.refreshTokenGrant(portico.configuration, refreshToken);
    demo.controls.revokeGrantsOf("google", "ada");
    await expect(oidc.refreshTokenGrant(portico.configuration, refreshToken)).rejects.toMatchObject(refused);
  });

  it("accepts more redirect URIs once they are registered", async () => {
    const redirect_uri = "http://localhost:21998/callback";
    const { url } = await portico.start({ params: { redirect_uri } });
    expect((await fetch(url)).status).toBe(400);
    demo.controls.registerRedirectUri("google", redirect_uri);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe("what they saw", () => {
  it("counts requests per endpoint and keeps their headers", async () => {
    await portico.signIn("ada");
    expect(demo.controls.calls("google", "token")).toBe(1);
    expect(demo.controls.calls("microsoft", "token")).toBe(0);
    const seen = demo.controls.requests("google").find(({ endpoint }) => endpoint === "token");
    expect(seen).toMatchObject({ method: "POST", path: "/google/token" });
    expect(seen?.headers["content-type"]).toContain("application/x-www-form-urlencoded");
    demo.controls.reset();
    expect(demo.controls.calls("google", "token")).toBe(0);
    expect(demo.controls.requests("google")).toEqual([]);
  });
});

describe("back-channel logout", () => {
  it("sends a signed logout token with the event, a jti, and no nonce", async () => {
    const receiver = await listenLocally(0, () => {});
    const received: string[] = [];
    receiver.handle(async (request, response) => {
      received.push((await readForm(request)).get("logout_token") ?? "");
      response.writeHead(200).end("thanks");
    });
    try {
      const to = `http://localhost:${receiver.port}/backchannel`;
      const answer = await demo.controls.sendLogoutToken("google", { to, person: "ada", sid: "a-sid" });
      expect(answer).toEqual({ status: 200, body: "thanks" });
      const keys = createRemoteJWKSet(new URL(`${demo.urls.google}/oauth2/v3/certs`));
      const { payload } = await jwtVerify(received[0] ?? "", keys, {
        issuer: demo.urls.google,
        audience: "portico-at-google",
        typ: "logout+jwt",
      });
      expect(payload).toMatchObject({
        sid: "a-sid",
        jti: expect.any(String),
        events: { "http://schemas.openid.net/event/backchannel-logout": {} },
      });
      expect(payload).not.toHaveProperty("nonce");
    } finally {
      await receiver.close();
    }
  });
});

describe("a restart", () => {
  it("leaves tokens valid: the portal's database outlives it, too", async () => {
    const { tokens } = await portico.signIn("ada");
    const second = await startTestDemo();
    try {
      const userinfo = await fetch(`${second.urls.google}/userinfo`, {
        headers: { authorization: `Bearer ${tokens.access_token}` },
      });
      expect(userinfo.status).toBe(200);
    } finally {
      await second.close();
    }
  });
});
