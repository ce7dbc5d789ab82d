import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { lostAnswerSeconds } from "#server/authorization-server/tokens/refresh-grace.ts";
import {
  basic,
  calendarAudience,
  type Harness,
  notesAudience,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import {
  buddy,
  introspect,
  newVerifier,
  obtainCode,
  obtainTokens,
  spa,
  type TokenAnswer,
  tokenRequest,
} from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const offline = { scope: "openid profile offline_access calendar:read", resource: calendarAudience };

eachDatabase("tokens of the authorization server", (open) => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await startAuthorizationServer(await open());
  });
  afterAll(() => harness.close());

  const errorOf = async (response: Response) => {
    const { error } = (await response.json()) as { error?: string };
    return `${response.status} ${error}`;
  };
  const refresh = (token: string | undefined, extra: Record<string, string> = {}, client = buddy) =>
    tokenRequest(harness, client, { grant_type: "refresh_token", refresh_token: token ?? "", ...extra });
  const userinfo = (token: string) =>
    fetch(`${harness.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${token}` } });
  /** Moves what a refresh token's rotation remembers out of the grace window. */
  const leaveGrace = () =>
    harness.database.query("UPDATE oidc_records SET consumed_at = consumed_at - make_interval(secs => $1)", [
      lostAnswerSeconds + 1,
    ]);

  describe("authorization codes", () => {
    it("are bound to verifier, redirect_uri and client", async () => {
      const who = await harness.signIn();
      const wrong: Record<string, (code: Awaited<ReturnType<typeof obtainCode>>) => Promise<Response>> = {
        "another verifier": (code) => tokenRequest(harness, buddy, { ...code, code_verifier: newVerifier().verifier }),
        "no verifier": ({ code_verifier: _, ...code }) => tokenRequest(harness, buddy, code),
        "another redirect_uri": (code) =>
          tokenRequest(harness, buddy, { ...code, redirect_uri: "https://buddy.example/other" }),
        "another client": (code) => tokenRequest(harness, spa, code),
      };
      for (const [name, redeem] of Object.entries(wrong)) {
        expect([name, await errorOf(await redeem(await obtainCode(harness, who)))]).toEqual([
          name,
          "400 invalid_grant",
        ]);
      }
      const { redirect_uri: _, ...incomplete } = await obtainCode(harness, who);
      expect(await errorOf(await tokenRequest(harness, buddy, incomplete))).toBe("400 invalid_request");
    });

    it("work once; the second use ends what the first one got, and not what the app got elsewhere", async () => {
      const who = await harness.signIn();
      const elsewhere = await obtainTokens(harness, who, buddy, offline);
      const code = await obtainCode(harness, who, buddy, offline);
      const first = (await (await tokenRequest(harness, buddy, code)).json()) as TokenAnswer;
      expect((await userinfo(first.access_token)).status).toBe(200);
      expect(await errorOf(await tokenRequest(harness, buddy, code))).toBe("400 invalid_grant");
      expect((await userinfo(first.access_token)).status).toBe(401);
      expect(await errorOf(await refresh(first.refresh_token))).toBe("400 invalid_grant");
      expect((await userinfo(elsewhere.access_token)).status).toBe(200);
      expect((await refresh(elsewhere.refresh_token)).status).toBe(200);
    });

    it("give one success to eight parallel redemptions", async () => {
      const code = await obtainCode(harness, await harness.signIn());
      const answers = await Promise.all(Array.from({ length: 8 }, () => tokenRequest(harness, buddy, code)));
      expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
      expect(answers.filter(({ status }) => status === 400)).toHaveLength(7);
    });
  });

  describe("refresh tokens", () => {
    it("rotate; a retry within the grace window gets the same answer", async () => {
      const { refresh_token } = await obtainTokens(harness, await harness.signIn(), buddy, offline);
      const first = (await (await refresh(refresh_token)).json()) as TokenAnswer;
      const retry = (await (await refresh(refresh_token)).json()) as TokenAnswer;
      expect(first).not.toHaveProperty("error");
      expect(first.refresh_token).not.toBe(refresh_token);
      // What is left of it, by the second.
      expect(retry).toEqual({ ...first, expires_in: expect.any(Number) });
      expect(first.expires_in).toBeGreaterThanOrEqual(retry.expires_in ?? Number.POSITIVE_INFINITY);
    });

    it("give ten parallel refreshes one rotation and one answer", async () => {
      const { refresh_token } = await obtainTokens(harness, await harness.signIn(), buddy, offline);
      const answers = await Promise.all(Array.from({ length: 10 }, async () => (await refresh(refresh_token)).json()));
      const tokens = answers.map(({ access_token, refresh_token: next }: TokenAnswer) => `${access_token} ${next}`);
      expect(new Set(tokens).size).toBe(1);
      expect((await refresh((answers[0] as TokenAnswer).refresh_token)).status).toBe(200);
    });

    it("end the family when one is used again after the window, and say so in the audit log", async () => {
      const who = await harness.signIn();
      const { refresh_token } = await obtainTokens(harness, who, buddy, offline);
      const next = (await (await refresh(refresh_token)).json()) as TokenAnswer;
      await leaveGrace();
      expect(await errorOf(await refresh(refresh_token))).toBe("400 invalid_grant");
      expect(await errorOf(await refresh(next.refresh_token))).toBe("400 invalid_grant");
      expect((await userinfo(next.access_token)).status).toBe(401);
      await harness.audit.flush();
      const events = await harness.database.query<{ type: string }>(
        "SELECT type FROM audit_events WHERE type = 'token.reuse_detected' AND client_id = 'calendar-buddy'",
      );
      expect(events.length).toBeGreaterThan(0);
    });

    it("end the family when one is used again after its successor was", async () => {
      const { refresh_token } = await obtainTokens(harness, await harness.signIn(), buddy, offline);
      const second = (await (await refresh(refresh_token)).json()) as TokenAnswer;
      const third = (await (await refresh(second.refresh_token)).json()) as TokenAnswer;
      expect(await errorOf(await refresh(refresh_token))).toBe("400 invalid_grant");
      expect(await errorOf(await refresh(third.refresh_token))).toBe("400 invalid_grant");
    });

    it("don't answer a retry that asks for something else", async () => {
      const { refresh_token } = await obtainTokens(harness, await harness.signIn(), buddy, offline);
      const first = (await (await refresh(refresh_token)).json()) as TokenAnswer;
      expect(await errorOf(await refresh(refresh_token, { resource: calendarAudience }))).toBe("400 invalid_grant");
      expect((await refresh(first.refresh_token)).status).toBe(200);
    });

    it("are bound to their client, which has to authenticate", async () => {
      const { refresh_token } = await obtainTokens(harness, await harness.signIn(), buddy, offline);
      expect(await errorOf(await refresh(refresh_token, {}, spa))).toBe("400 invalid_grant");
      expect(await errorOf(await refresh(refresh_token, {}, { ...buddy, secret: "wrong" }))).toBe("401 invalid_client");
      expect(await errorOf(await refresh(refresh_token, {}, { ...buddy, secret: undefined }))).toBe(
        "401 invalid_client",
      );
      expect((await refresh(refresh_token)).status).toBe(200);
    });

    it("give no wider scope and no other API", async () => {
      const who = await harness.signIn();
      const { refresh_token } = await obtainTokens(harness, who, buddy, offline);
      expect(await errorOf(await refresh(refresh_token, { scope: "openid profile email" }))).toBe("400 invalid_scope");
      expect(await errorOf(await refresh(refresh_token, { resource: notesAudience }))).toBe("400 invalid_target");
      const narrowed = await (await refresh(refresh_token, { scope: "openid" })).json();
      expect((narrowed as TokenAnswer).scope).toBe("openid");
    });

    describe("as time goes by", () => {
      beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"], now: Date.now() }));
      afterAll(() => void vi.useRealTimers());
      const later = (days: number) => vi.setSystemTime(Date.now() + days * 24 * 60 * 60 * 1000);

      it("end when they were not used for thirty days", async () => {
        const first = await obtainTokens(harness, await harness.signIn("Idle App"), buddy, offline);
        later(29.9);
        const second = (await (await refresh(first.refresh_token)).json()) as TokenAnswer;
        expect(second.refresh_token).toMatch(/^ptc_rt_/);
        later(30.1);
        expect(await errorOf(await refresh(second.refresh_token))).toBe("400 invalid_grant");
      });

      it("end 180 days after the person signed in, however often they were used", async () => {
        let { refresh_token } = await obtainTokens(harness, await harness.signIn("Busy App"), buddy, offline);
        for (let days = 29; days <= 174; days += 29) {
          later(29);
          const response = await refresh(refresh_token);
          expect([days, response.status]).toEqual([days, 200]);
          refresh_token = ((await response.json()) as TokenAnswer).refresh_token;
        }
        later(5.9);
        const last = await refresh(refresh_token);
        expect(last.status).toBe(200);
        later(0.2);
        const { refresh_token: over } = (await last.json()) as TokenAnswer;
        expect(await errorOf(await refresh(over))).toBe("400 invalid_grant");
      });
    });

    it("exist only with offline_access", async () => {
      const tokens = await obtainTokens(harness, await harness.signIn(), buddy, { scope: "openid profile" });
      expect(tokens.refresh_token).toBeUndefined();
    });
  });

  describe("introspection", () => {
    it("tells an API of its own audience only, and its client; to anybody else exactly that it is not active", async () => {
      const who = await harness.signIn();
      const { refresh_token, access_token } = await obtainTokens(harness, who, buddy, offline);
      const forCalendar = (await (await refresh(refresh_token, { resource: calendarAudience })).json()) as TokenAnswer;
      expect(await introspect(harness, forCalendar.access_token)).toMatchObject({ active: true });
      expect(await introspect(harness, access_token)).toEqual({ active: false });
      expect(await introspect(harness, forCalendar.refresh_token ?? "")).toEqual({ active: false });
      expect(await introspect(harness, "ptc_at_unknown")).toEqual({ active: false });
      expect(await introspect(harness, "nonsense")).toEqual({ active: false });
      const own = await harness.form(
        "/oauth2/introspect",
        { token: access_token },
        basic(buddy.clientId, buddy.secret ?? ""),
      );
      expect(await own.json()).toMatchObject({ active: true, client_id: "calendar-buddy" });
      const stranger = basic("night-report", "the secret of Night Report");
      const foreign = await harness.form("/oauth2/introspect", { token: forCalendar.access_token }, stranger);
      expect(await foreign.json()).toEqual({ active: false });
      const publicClient = await harness.form("/oauth2/introspect", { token: access_token, client_id: "spa" });
      expect(await publicClient.json()).toEqual({ active: false });
      expect((await harness.form("/oauth2/introspect", { token: access_token })).status).toBe(400);
    });

    it("knows no token of an app that was taken out of the settings", async () => {
      const who = await harness.signIn();
      const { refresh_token } = await obtainTokens(harness, who, buddy, offline);
      const tokens = (await (await refresh(refresh_token, { resource: calendarAudience })).json()) as TokenAnswer;
      const clients = testConfig.clients.filter(({ clientId }) => clientId !== buddy.clientId);
      const without = await startAuthorizationServer(
        harness.database,
        { ...testConfig, clients },
        { issuer: harness.issuer },
      );
      expect(await introspect(harness, tokens.access_token)).toMatchObject({ active: true });
      expect(await introspect(without, tokens.access_token)).toEqual({ active: false });
      await without.close();
    });

    it("knows no token of a disabled person", async () => {
      const who = await harness.signIn("Somebody Disabled");
      const { refresh_token } = await obtainTokens(harness, who, buddy, offline);
      const tokens = (await (await refresh(refresh_token, { resource: calendarAudience })).json()) as TokenAnswer;
      await harness.accountControl.disable(who.session.userId);
      expect(await introspect(harness, tokens.access_token)).toEqual({ active: false });
      expect(await errorOf(await refresh(tokens.refresh_token))).toBe("400 invalid_grant");
      // The retry of an answered refresh is no way around it.
      const retry = await refresh(refresh_token, { resource: calendarAudience });
      expect(await errorOf(retry)).toBe("400 invalid_grant");
    });
  });

  describe("revocation", () => {
    const revoke = (token: string, client = buddy, hint?: string) =>
      harness.form(
        "/oauth2/revoke",
        { token, ...(hint ? { token_type_hint: hint } : {}) },
        basic(client.clientId, client.secret ?? ""),
      );

    it("answers 200 for tokens that it doesn't know", async () => {
      for (const token of ["ptc_at_unknown", "nonsense", "ptc_rt_unknown"]) {
        expect((await revoke(token)).status).toBe(200);
      }
    });

    it("answers with a body that a client can parse as the JSON that it says it is", async () => {
      const { access_token } = await obtainTokens(harness, await harness.signIn(), buddy);
      for (const token of [access_token, access_token, "nonsense"]) {
        const answer = await revoke(token);
        expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json; charset=utf-8"]);
        expect([await answer.json(), answer.headers.get("cache-control")]).toEqual([{}, "no-store"]);
      }
    });

    it("of a refresh token ends its access tokens, of an access token only itself", async () => {
      const who = await harness.signIn();
      const tokens = await obtainTokens(harness, who, buddy, offline);
      expect((await revoke(tokens.access_token)).status).toBe(200);
      expect((await userinfo(tokens.access_token)).status).toBe(401);
      const next = (await (await refresh(tokens.refresh_token)).json()) as TokenAnswer;
      expect((await userinfo(next.access_token)).status).toBe(200);
      expect((await revoke(next.refresh_token ?? "", buddy, "access_token")).status).toBe(200);
      expect((await userinfo(next.access_token)).status).toBe(401);
      expect(await errorOf(await refresh(next.refresh_token))).toBe("400 invalid_grant");
    });

    it("refuses a token of another client, which stays", async () => {
      const tokens = await obtainTokens(harness, await harness.signIn(), buddy, offline);
      const foreign = { clientId: "night-report", secret: "the secret of Night Report", redirectUri: "" };
      expect((await revoke(tokens.access_token, foreign)).status).toBe(400);
      expect((await userinfo(tokens.access_token)).status).toBe(200);
    });
  });

  describe("sessions", () => {
    it("take along the tokens that have no offline_access when they end", async () => {
      const who = await harness.signIn();
      const online = await obtainTokens(harness, who, buddy, { scope: "openid profile" });
      const kept = await obtainTokens(harness, who, buddy, offline);
      expect((await userinfo(online.access_token)).status).toBe(200);
      await harness.vault.end(who.session, "signed_out");
      expect((await userinfo(online.access_token)).status).toBe(401);
      expect((await userinfo(kept.access_token)).status).toBe(200);
    });

    it("that ended sign nobody in here either, and no cookie but Portico's says who is", async () => {
      const who = await harness.signIn();
      await obtainTokens(harness, who, buddy);
      expect(who.browser.names()).toEqual([harness.vault.cookieName]);
      await harness.vault.end(who.session, "signed_out");
      const { challenge } = newVerifier();
      const query = new URLSearchParams({
        client_id: buddy.clientId,
        redirect_uri: buddy.redirectUri,
        response_type: "code",
        scope: "openid profile",
        prompt: "none",
        code_challenge: challenge,
        code_challenge_method: "S256",
      });
      const response = await who.browser.fetch(`/oauth2/authorize?${query}`);
      expect(new URL(response.headers.get("location") ?? "").searchParams.get("error")).toBe("login_required");
    });
  });

  describe("at rest", () => {
    it("stand nowhere in the database", async () => {
      const who = await harness.signIn();
      const code = await obtainCode(harness, who, buddy, offline);
      const tokens = (await (await tokenRequest(harness, buddy, code)).json()) as TokenAnswer;
      const next = (await (await refresh(tokens.refresh_token)).json()) as TokenAnswer;
      const rows = await harness.database.query<{ row: string }>("SELECT r::text AS row FROM oidc_records r");
      const keys = await harness.database.query<{ row: string }>("SELECT k::text AS row FROM signing_keys k");
      await harness.audit.flush();
      const events = await harness.database.query<{ row: string }>("SELECT e::text AS row FROM audit_events e");
      const everything = [...rows, ...keys, ...events].map(({ row }) => row).join("\n");
      for (const secret of [
        code.code,
        tokens.access_token,
        tokens.refresh_token,
        next.access_token,
        next.refresh_token,
      ]) {
        expect(secret).toMatch(/^ptc_/);
        expect(everything.includes(secret ?? "")).toBe(false);
      }
      expect(everything).not.toContain('"d":');
    });
  });

  describe("our own tokens for the BFF", () => {
    it("are JWTs for an API that takes them", async () => {
      const { session } = await harness.signIn();
      const issued = await harness.server.ownTokens.forUser(session, {
        audience: notesAudience,
        scopes: ["notes:read"],
      });
      const { createRemoteJWKSet, jwtVerify } = await import("jose");
      const jwks = createRemoteJWKSet(new URL(`${harness.issuer}/oauth2/jwks`));
      const { payload } = await jwtVerify(issued.token.reveal(), jwks, {
        issuer: harness.issuer,
        audience: notesAudience,
        typ: "at+jwt",
      });
      expect(payload).toMatchObject({ sub: session.userId, scope: "notes:read", sid: expect.any(String) });
      // With the session's own id an API could make links that sign the person out.
      expect(JSON.stringify(payload)).not.toContain(session.id);
      expect(payload.exp).toBe(issued.expiresAtSeconds);
    });

    it("are opaque for an API that introspects, and end with the session", async () => {
      const { session } = await harness.signIn();
      const { token } = await harness.server.ownTokens.forUser(session, {
        audience: calendarAudience,
        scopes: ["calendar:read"],
      });
      expect(await introspect(harness, token.reveal())).toMatchObject({ active: true, sub: session.userId });
      await harness.vault.end(session, "signed_out");
      expect(await introspect(harness, token.reveal())).toEqual({ active: false });
    });

    it("carry no scope that the API doesn't have", async () => {
      const { session } = await harness.signIn();
      await expect(
        harness.server.ownTokens.forUser(session, { audience: notesAudience, scopes: ["notes:burn"] }),
      ).rejects.toMatchObject({ code: "scope_required" });
    });
  });
});
