import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { backchannelLogoutKind } from "#server/authorization-server/logout/backchannel-logout.ts";
import {
  type Harness,
  type SignedIn,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { confirmSignOut } from "#tests/support/confirm-sign-out.ts";
import { type HeldQueries, holdQueries, writes } from "#tests/support/held-queries.ts";
import {
  authorizationRequest,
  buddy,
  newVerifier,
  obtainTokens,
  type RawClient,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const listener: RawClient = {
  clientId: "listener",
  redirectUri: "https://listener.example/callback",
  secret: "the secret of the listener",
};
const dead: RawClient = { ...listener, clientId: "dead-listener" };
const neighbour: RawClient = { ...listener, clientId: "neighbour" };

const claimsOf = (jwt: string) =>
  JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString()) as Record<string, unknown>;

/** An app's back-channel logout endpoint. */
async function startListener() {
  const tokens: string[] = [];
  const watching = new Set<() => void>();
  const hungUpOn = new Set<string>();
  const tell = () => watching.forEach((look) => void look());
  const server: Server = createServer((request, response) => {
    let body = "";
    request.setEncoding("utf8").on("data", (chunk: string) => {
      body += chunk;
    });
    request.on("end", () => {
      const token = new URLSearchParams(body).get("logout_token") ?? "";
      tokens.push(token);
      response.on("close", () => {
        if (!response.writableEnded) hungUpOn.add(String(claimsOf(token)["sub"]));
        tell();
      });
      if (listening.status !== "silent") response.writeHead(listening.status).end();
      tell();
    });
  });
  const until = <Found>(find: () => Found | undefined) =>
    new Promise<Found>((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        watching.delete(look);
        resolve(found);
      };
      watching.add(look);
      look();
    });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const listening = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/logout`,
    status: 200 as number | "silent",
    /** The tokens about a person, once there are so many: those of earlier tests may still be on their way. */
    told: (userId: string, count = 1) =>
      until(() => {
        const ofPerson = tokens.filter((token) => claimsOf(token)["sub"] === userId);
        return ofPerson.length >= count ? ofPerson : undefined;
      }),
    /** Resolves when the portal has hung up with nothing answered about this person. */
    hungUp: (userId: string) => until(() => hungUpOn.has(userId) || undefined),
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
  return listening;
}

eachDatabase("logout", (open) => {
  let harness: Harness;
  let queries: HeldQueries;
  let alive: Awaited<ReturnType<typeof startListener>>;
  let failing: Awaited<ReturnType<typeof startListener>>;

  const app = (client: RawClient, backchannelLogoutUri: string) => ({
    clientId: client.clientId,
    clientSecret: client.secret ?? "",
    name: client.clientId,
    redirectUris: [client.redirectUri],
    backchannelLogoutUri,
  });

  beforeAll(async () => {
    alive = await startListener();
    failing = await startListener();
    failing.status = 500;
    queries = holdQueries(await open());
    const apps = [app(listener, alive.url), app(neighbour, alive.url), app(dead, failing.url)];
    harness = await startAuthorizationServer(queries.database, {
      ...testConfig,
      clients: [...testConfig.clients, ...apps],
    });
  });
  afterAll(async () => {
    alive.close();
    failing.close();
    await harness.close();
  });

  const logout = (who: SignedIn, params: Record<string, string>) =>
    who.browser.fetch(`/oauth2/end-session?${new URLSearchParams(params)}`);
  const isLive = (who: SignedIn) => harness.vault.isLive(who.session.id);
  const errorCode = (response: Response) => {
    const location = new URL(response.headers.get("location") ?? "", harness.issuer);
    return location.pathname === "/error" ? location.searchParams.get("code") : location.href;
  };

  /** Allows in a tab of its own, and stops before the browser goes back to the app. */
  async function allowInTab(who: SignedIn, client: RawClient) {
    const { verifier, challenge } = newVerifier();
    const request = authorizationRequest(client, challenge, { scope: "openid" });
    const answer = await who.browser.fetch(`/oauth2/authorize?${request}`);
    const page = answer.headers.get("location") ?? "";
    const uid = /^\/consent\/([^?]+)/.exec(page)?.[1] ?? "";
    const cookies = who.browser.cookieHeader(page);
    const session = await harness.vault.authenticate(cookies);
    const step = await harness.server.consent.open(uid, cookies, session);
    if (step.kind !== "ask") throw new Error(`not asked: ${step.kind}`);
    const decision = { allow: true, scopes: [], formToken: step.view.formToken };
    const { redirectTo } = await harness.server.consent.decide(uid, cookies, session, decision);
    return { redirectTo, client, verifier };
  }

  /** How the delivery to the app that fails stands in the queue; it is written down a moment after the answer went out. */
  const putOff = ({ session }: SignedIn) =>
    expect
      .poll(async () => {
        const [row] = await harness.database.query<{ attempts: number; delay: number }>(
          `SELECT attempts, extract(epoch FROM next_attempt_at - now())::float8 AS delay
           FROM outbox WHERE target = 'dead-listener' AND payload->>'accountId' = $1`,
          [session.userId],
        );
        return row !== undefined && row.delay <= (backchannelLogoutKind.retryDelaysSeconds[row.attempts - 1] ?? 0);
      })
      .toBe(true);

  describe("asked for by an app", () => {
    it("ends the session at once with a valid hint for it, and goes back with the state", async () => {
      const who = await harness.signIn();
      const { id_token } = await obtainTokens(harness, who, listener);
      const response = await logout(who, {
        id_token_hint: id_token ?? "",
        client_id: "listener",
      });
      expect(response.status).toBe(303);
      expect(response.headers.get("location")).toBe("/sign-out");
      expect(await isLive(who)).toBe(false);
      expect(who.browser.names()).not.toContain(harness.vault.cookieName);
      expect(who.browser.names(), "what the page tells about it").toContain("portico-receipt");

      const other = await harness.signIn();
      const tokens = await obtainTokens(harness, other, buddy);
      const back = await logout(other, {
        id_token_hint: tokens.id_token ?? "",
        post_logout_redirect_uri: "https://buddy.example/",
        state: "the state",
      });
      expect(back.headers.get("location")).toBe("https://buddy.example/?state=the+state");
      expect(await isLive(other)).toBe(false);
    });

    it("asks the person otherwise, on a page of the portal whose form can't be forged", async () => {
      const who = await harness.signIn();
      const answer = await logout(who, {
        client_id: "calendar-buddy",
        post_logout_redirect_uri: "https://buddy.example/",
        state: "the state",
        ui_locales: "de",
      });
      const page = new URL(answer.headers.get("location") ?? "", harness.issuer);
      expect(page.pathname).toBe("/sign-out/app");
      expect(page.searchParams.get("ui_locales")).toBe("de");
      expect(await isLive(who)).toBe(true);
      const step = await harness.server.logout.open(page.searchParams, who.session);
      expect(step).toMatchObject({ kind: "ask", view: { clientName: "Calendar Buddy" } });
      const other = await harness.signIn("Grace Hopper");
      const foreign = await harness.server.logout.open(page.searchParams, other.session);
      const forged = ["", undefined, "1.x", foreign.kind === "ask" ? foreign.view.formToken : ""];
      for (const formToken of forged) {
        await expect(harness.server.logout.confirm(page.searchParams, who.session, formToken)).rejects.toMatchObject({
          code: "csrf_token_invalid",
        });
      }
      expect(await isLive(who)).toBe(true);
      expect(await confirmSignOut(harness, who.browser, page.href)).toBe("https://buddy.example/?state=the+state");
      expect(await isLive(who)).toBe(false);
      expect(await isLive(other)).toBe(true);
    });

    it("checks the whole request once more when the person answers", async () => {
      const who = await harness.signIn();
      const hostile = [
        ["client_id=calendar-buddy&post_logout_redirect_uri=https://evil.example/", "authorization_request_invalid"],
        ["post_logout_redirect_uri=https://buddy.example/", "authorization_request_invalid"],
        ["client_id=spa&client_id=listener", "authorization_request_invalid"],
        ["client_id=nobody", "client_unknown"],
      ];
      const form = await harness.server.logout.open(new URLSearchParams(), who.session);
      const formToken = form.kind === "ask" ? form.view.formToken : "";
      for (const [query, code] of hostile) {
        const request = new URLSearchParams(query);
        await expect(harness.server.logout.open(request, who.session)).rejects.toMatchObject({ code });
        await expect(harness.server.logout.confirm(request, who.session, formToken)).rejects.toMatchObject({ code });
        expect(await harness.server.logout.answerAddressFor(request)).toBeUndefined();
      }
      const honest = "client_id=calendar-buddy&post_logout_redirect_uri=https://buddy.example/";
      const address = await harness.server.logout.answerAddressFor(new URLSearchParams(honest));
      expect(address).toBe("https://buddy.example/");
      expect(await isLive(who)).toBe(true);
    });

    it("leaves the ID token behind on the way to the page", async () => {
      const before = await harness.signIn();
      const { id_token = "" } = await obtainTokens(harness, before, listener);
      const later = await harness.signIn();
      const answer = await logout(later, { id_token_hint: id_token });
      expect(answer.headers.get("location")).toBe("/sign-out/app?client_id=listener");
    });

    it("goes on without a question when nobody is signed in any more", async () => {
      const request = new URLSearchParams({ ui_locales: "de" });
      const step = await harness.server.logout.open(request, null);
      expect(step).toEqual({ kind: "continue", redirectTo: "/sign-out?ui_locales=de" });
      const end = await harness.server.logout.confirm(request, null, undefined);
      expect(end).toEqual({ redirectTo: "/sign-out?ui_locales=de", setCookies: [] });
    });

    it("asks when the hint is of another person or another session", async () => {
      const before = await harness.signIn();
      const { id_token } = await obtainTokens(harness, before, listener);
      const other = await harness.signIn("Grace Hopper");
      const later = await harness.signIn();
      for (const who of [other, later]) {
        const answer = await logout(who, { id_token_hint: id_token ?? "" });
        expect(answer.headers.get("location")).toMatch(/^\/sign-out\/app\?/);
        expect(await isLive(who)).toBe(true);
      }
    });

    it("refuses bad hints and unregistered addresses with an error page", async () => {
      const who = await harness.signIn();
      const { id_token = "", access_token } = await obtainTokens(harness, who, buddy);
      const [header, payload] = id_token.split(".");
      const refused: Record<string, string>[] = [
        { id_token_hint: "nonsense" },
        { id_token_hint: access_token },
        { id_token_hint: `${header}.${payload}.AAAA` },
        { id_token_hint: id_token, client_id: "listener" },
        { id_token_hint: id_token, post_logout_redirect_uri: "https://evil.example/" },
        { client_id: "calendar-buddy", post_logout_redirect_uri: "https://buddy.example/other" },
        { post_logout_redirect_uri: "https://buddy.example/" },
      ];
      for (const params of refused) {
        expect([params, errorCode(await logout(who, params))]).toEqual([params, "authorization_request_invalid"]);
      }
      expect(errorCode(await logout(who, { client_id: "nobody" }))).toBe("client_unknown");
      const doubled = await who.browser.fetch("/oauth2/end-session?client_id=spa&client_id=listener");
      expect(errorCode(doubled)).toBe("authorization_request_invalid");
      expect(await isLive(who)).toBe(true);
    });

    it("goes back also when nobody is signed in, and takes a post by way of a navigation", async () => {
      const params = { client_id: "calendar-buddy", post_logout_redirect_uri: "https://buddy.example/" };
      const browser = harness.newBrowser();
      const direct = await browser.fetch(`/oauth2/end-session?${new URLSearchParams(params)}`);
      expect(direct.headers.get("location")).toBe("https://buddy.example/");
      const posted = await browser.fetch("/oauth2/end-session", { method: "POST", body: new URLSearchParams(params) });
      expect(posted.headers.get("location")).toBe(`/oauth2/end-session?${new URLSearchParams(params)}`);
    });
  });

  it("leaves the cookie alone when another site posts, which the browser sends without it", async () => {
    const browser = harness.newBrowser();
    const answer = await browser.fetch("/oauth2/end-session", { method: "POST", body: new URLSearchParams() });
    expect([answer.status, answer.headers.get("set-cookie")]).toEqual([303, null]);
  });

  describe("told to apps over the back channel", () => {
    it("is a signed token with the event, the sid of the ID token and no nonce", async () => {
      const who = await harness.signIn("Person Who Is Listened For");
      const { id_token = "" } = await obtainTokens(harness, who, listener);
      const { sid } = JSON.parse(Buffer.from(id_token.split(".")[1] ?? "", "base64url").toString()) as { sid: string };
      expect(sid).toBeTypeOf("string");
      await harness.vault.end(who.session, "signed_out");
      const [token = ""] = await alive.told(who.session.userId);
      const jwks = createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`));
      const { payload } = await jwtVerify(token, jwks, {
        issuer: harness.issuer,
        audience: "listener",
        typ: "logout+jwt",
      });
      expect(payload).toMatchObject({
        sub: who.session.userId,
        sid,
        events: { "http://schemas.openid.net/event/backchannel-logout": {} },
      });
      expect(payload).not.toHaveProperty("nonce");
      expect(payload.jti).toBeTypeOf("string");
    });

    it("reaches both apps of two consent tabs that were answered at once, with the sid that each was told", async () => {
      const who = await harness.signIn("Person With Two Tabs");
      const tabs = [await allowInTab(who, listener), await allowInTab(who, neighbour)];
      const sids = new Map<string, unknown>();
      const goBack = async ({ redirectTo, client, verifier }: (typeof tabs)[number]) => {
        const answer = await who.browser.fetch(redirectTo);
        const code = new URL(answer.headers.get("location") ?? "").searchParams.get("code") ?? "";
        const tokens = await tokenRequest(harness, client, {
          grant_type: "authorization_code",
          code,
          code_verifier: verifier,
          redirect_uri: client.redirectUri,
        });
        sids.set(client.clientId, claimsOf(((await tokens.json()) as { id_token: string }).id_token)["sid"]);
      };
      // The one has read the session's record and not yet written it when the other one does both.
      const held = queries.hold(writes("Session"));
      const [slow, quick] = tabs.map((tab) => () => goBack(tab));
      const first = slow?.();
      await held.reached;
      await quick?.();
      held.release();
      await first;
      expect(new Set(sids.values()).size).toBe(2);

      await harness.vault.end(who.session, "signed_out");
      const tokens = await alive.told(who.session.userId, 2);
      expect(new Map(tokens.map(claimsOf).map(({ aud, sid }) => [aud, sid]))).toEqual(sids);
    });

    it("doesn't wait for an app that fails, and tries that one again", async () => {
      const who = await harness.signIn("Person Of Two Apps");
      await obtainTokens(harness, who, dead);
      await obtainTokens(harness, who, listener);
      await harness.vault.end(who.session, "signed_out");
      await Promise.all([alive, failing].map(({ told }) => told(who.session.userId)));
      await putOff(who);
    });

    // That nobody else waits meanwhile: tests/flow/backchannel-logout-retries.test.ts.
    it("hangs up after 2.5 seconds on an app that doesn't answer", async () => {
      const who = await harness.signIn("Person Of A Silent App");
      await obtainTokens(harness, who, dead);
      failing.status = "silent";
      const endedAtMs = performance.now();
      await harness.vault.end(who.session, "signed_out");
      await failing.hungUp(who.session.userId);
      const heldMs = performance.now() - endedAtMs;
      expect(heldMs).toBeGreaterThan(2_490);
      expect(heldMs).toBeLessThan(20_000);
      failing.status = 500;
    });

    it("waits in the database and is delivered by another process when the one at work ended before the app could be told", async () => {
      const settings = { ...testConfig, clients: [...testConfig.clients, app(dead, failing.url)] };
      const doomed = await startAuthorizationServer(harness.database, settings, { issuer: harness.issuer });
      const who = await doomed.signIn("Alan Turing");
      await obtainTokens(doomed, who, dead);
      await doomed.vault.end(who.session, "signed_out");
      const refused = await failing.told(who.session.userId);
      await putOff(who);
      await doomed.close();
      // What waits for its next attempt is due now; the app has recovered.
      failing.status = 200;
      const ofPerson = [who.session.userId];
      await harness.database.query(
        "UPDATE outbox SET next_attempt_at = now() - interval '1 second' WHERE payload->>'accountId' = $1",
        ofPerson,
      );
      const next = await startAuthorizationServer(harness.database, settings, { issuer: harness.issuer });
      await failing.told(who.session.userId, refused.length + 1);
      await expect
        .poll(() => harness.database.query("SELECT target FROM outbox WHERE payload->>'accountId' = $1", ofPerson))
        .toEqual([]);
      await next.close();
      failing.status = 500;
    });
  });
});
