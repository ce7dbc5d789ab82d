import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { runInRequestContext } from "#server/http/request-context.ts";
import {
  calendarAudience,
  type Harness,
  startAuthorizationServer,
  testConfig,
} from "#tests/support/authorization-server-harness.ts";
import { type HeldQueries, holdQueries, writes } from "#tests/support/held-queries.ts";
import { introspect, type TokenAnswer } from "#tests/support/raw-client.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

interface DeviceAnswer {
  device_code: string;
  user_code: string;
  verification_uri: string;
  verification_uri_complete: string;
  expires_in: number;
  interval: number;
}

eachDatabase("device flow", (open) => {
  let harness: Harness;
  let queries: HeldQueries;
  /** A second process of the same portal: the database is all that they share. */
  let sibling: Harness;
  beforeAll(async () => {
    const database = await open();
    queries = holdQueries(database);
    harness = await startAuthorizationServer(queries.database);
    sibling = await startAuthorizationServer(database, testConfig, { issuer: harness.issuer });
    // Polling is counted by the clock; requests and timers keep the real one.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
  });
  afterAll(async () => {
    vi.useRealTimers();
    await sibling.close();
    await harness.close();
  });

  const wait = (seconds: number) => vi.setSystemTime(Date.now() + seconds * 1000);
  const start = async (scope = "openid profile offline_access calendar:read") => {
    const response = await harness.form("/oauth2/device_authorization", { client_id: "tv-guide", scope });
    expect(response.status).toBe(200);
    return (await response.json()) as DeviceAnswer;
  };
  const poll = async (device: DeviceAnswer, clientId = "tv-guide", process = harness) => {
    const response = await process.form("/oauth2/token", {
      grant_type: "urn:ietf:params:oauth:grant-type:device_code",
      device_code: device.device_code,
      client_id: clientId,
    });
    return (await response.json()) as TokenAnswer;
  };
  const codeOf = (answer: Promise<unknown>) =>
    answer.then(() => "answered").catch((error: { code: string }) => error.code);

  describe("a device", () => {
    it("gets tokens after somebody compared the code and allowed it, and only once", async () => {
      const device = await start();
      expect(device).toMatchObject({
        verification_uri: `${harness.issuer}/device`,
        verification_uri_complete: `${harness.issuer}/device?user_code=${device.user_code}`,
        interval: 5,
        expires_in: 600,
      });
      expect(device.device_code).toMatch(/^ptc_dc_/);
      expect(device.user_code).toMatch(/^[B-Z]{4}-[B-Z]{4}$/);
      expect((await poll(device)).error).toBe("authorization_pending");

      const { session } = await harness.signIn();
      const typed = device.user_code.toLowerCase().replace("-", " ");
      const view = await harness.server.device.open(session, typed);
      expect(view).toMatchObject({
        userCode: device.user_code,
        client: { name: "TV Guide", hostName: "tv.example" },
        clientAddress: "127.0.0.1",
        offlineSeconds: 180 * 24 * 60 * 60,
      });
      expect(view.groups.flatMap(({ scopes }) => scopes.map(({ name }) => name))).toEqual([
        "openid",
        "profile",
        "calendar:read",
      ]);
      const decision = { allow: true, confirmed: true, scopes: [], formToken: view.formToken };
      expect(await codeOf(harness.server.device.decide(session, typed, { ...decision, confirmed: false }))).toBe(
        "request_invalid",
      );
      expect(await harness.server.device.decide(session, typed, decision)).toEqual({
        allowed: true,
        clientName: "TV Guide",
      });
      expect(await codeOf(harness.server.device.open(session, typed))).toBe("device_code_invalid");

      wait(6);
      const tokens = await poll(device);
      expect(tokens).toMatchObject({ token_type: "Bearer", scope: "openid offline_access" });
      const refreshed = await harness.form("/oauth2/token", {
        grant_type: "refresh_token",
        refresh_token: tokens.refresh_token ?? "",
        client_id: "tv-guide",
        resource: calendarAudience,
      });
      const forCalendar = (await refreshed.json()) as TokenAnswer;
      expect(await introspect(harness, forCalendar.access_token)).toMatchObject({
        active: true,
        scope: "calendar:read",
      });
      expect(await harness.connectedApps.list(session)).toHaveLength(1);

      wait(6);
      expect((await poll(device)).error).toBe("invalid_grant");
      expect(await introspect(harness, forCalendar.access_token)).toEqual({ active: false });
    });

    it("loses what it got without offline_access when the approving session ends", async () => {
      const device = await start("openid calendar:read");
      const { session } = await harness.signIn("Grace Hopper");
      const view = await harness.server.device.open(session, device.user_code);
      await harness.server.device.decide(session, device.user_code, {
        allow: true,
        confirmed: true,
        scopes: [],
        formToken: view.formToken,
      });
      const { access_token } = await poll(device);
      const userinfo = () =>
        fetch(`${harness.issuer}/oauth2/userinfo`, { headers: { authorization: `Bearer ${access_token}` } });
      expect((await userinfo()).status).toBe(200);
      await harness.vault.end(session, "signed_out");
      expect((await userinfo()).status).toBe(401);
    });

    it("hears that it was declined", async () => {
      const device = await start();
      const { session } = await harness.signIn();
      const view = await harness.server.device.open(session, device.user_code);
      const answer = { allow: false, confirmed: false, scopes: [], formToken: view.formToken };
      expect(await harness.server.device.decide(session, device.user_code, answer)).toMatchObject({ allowed: false });
      expect((await poll(device)).error).toBe("access_denied");
    });

    it("is slowed down when it polls too fast, by five seconds more each time", async () => {
      const device = await start();
      expect((await poll(device)).error).toBe("authorization_pending");
      wait(2);
      expect((await poll(device)).error).toBe("slow_down");
      wait(6);
      expect((await poll(device)).error).toBe("slow_down");
      wait(15);
      expect((await poll(device)).error).toBe("authorization_pending");
    });

    it("is slowed down also when it asks another process each time", async () => {
      const device = await start();
      expect((await poll(device)).error).toBe("authorization_pending");
      wait(2);
      expect((await poll(device, "tv-guide", sibling)).error).toBe("slow_down");
      wait(6);
      expect((await poll(device)).error).toBe("slow_down");
      wait(16);
      expect((await poll(device, "tv-guide", sibling)).error).toBe("authorization_pending");
    });

    it("hears authorization_pending once when it asks several times at once", async () => {
      const device = await start();
      const answers = await Promise.all(
        [harness, sibling, harness, sibling].map((each) => poll(device, "tv-guide", each)),
      );
      expect(answers.map(({ error }) => error).sort()).toEqual([
        "authorization_pending",
        "slow_down",
        "slow_down",
        "slow_down",
      ]);
    });

    it("gets nothing for another client's code, an unknown code, or without the grant", async () => {
      const device = await start();
      expect((await poll(device, "spa")).error).toBe("invalid_request");
      expect((await poll({ ...device, device_code: "ptc_dc_unknown" })).error).toBe("invalid_grant");
      expect((await poll({ ...device, device_code: "#forged.handle" })).error).toBe("invalid_grant");
      const foreign = await harness.form("/oauth2/device_authorization", { client_id: "spa", scope: "openid" });
      expect(foreign.status).toBe(400);
    });
  });

  describe("a code", () => {
    it("needs the form token of this session and this code", async () => {
      const [device, other] = [await start(), await start()];
      const { session } = await harness.signIn();
      const stranger = await harness.signIn("Alan Turing");
      const tokens = [
        undefined,
        (await harness.server.device.open(session, other.user_code)).formToken,
        (await harness.server.device.open(stranger.session, device.user_code)).formToken,
      ];
      for (const formToken of tokens) {
        const answer = { allow: true, confirmed: true, scopes: [], formToken };
        expect(await codeOf(harness.server.device.decide(session, device.user_code, answer))).toBe(
          "csrf_token_invalid",
        );
      }
    });

    it("can be guessed ten times, then not for ten minutes", async () => {
      const device = await start();
      const { session } = await harness.signIn("Guessing Person");
      for (let guess = 0; guess < 10; guess++) {
        expect(await codeOf(harness.server.device.open(session, "BBBB-BBBB"))).toBe("device_code_invalid");
      }
      expect(await codeOf(harness.server.device.open(session, device.user_code))).toBe("rate_limited");
      wait(601);
      const fresh = await start();
      expect(await codeOf(harness.server.device.open(session, fresh.user_code))).toBe("answered");
      expect(await codeOf(harness.server.device.open(session, device.user_code))).toBe("device_code_invalid");
    });

    it("can't be guessed more often by asking several processes, or by asking at once", async () => {
      const { session } = await harness.signIn("Person Of Many Guesses");
      wait(601);
      const guesses = Array.from({ length: 30 }, (_, index) =>
        codeOf((index % 2 ? harness : sibling).server.device.open(session, "BBBB-BBBB")),
      );
      const answers = await Promise.all(guesses);
      expect(answers.filter((code) => code === "device_code_invalid")).toHaveLength(10);
      expect(answers.filter((code) => code === "rate_limited")).toHaveLength(20);
    });

    it("can't be guessed more often by being several people at one address", async () => {
      wait(601);
      const at = (clientAddress: string, work: () => Promise<unknown>) =>
        runInRequestContext({ requestId: "guess", clientAddress, userAgent: undefined }, work);
      const guessAt = async (address: string, userName: string) => {
        const { session } = await harness.signIn(userName);
        return codeOf(at(address, () => harness.server.device.open(session, "BBBB-BBBB")));
      };
      for (let guess = 0; guess < 10; guess++) {
        expect(await guessAt("203.0.113.7", `Guesser ${guess}`)).toBe("device_code_invalid");
      }
      expect(await guessAt("203.0.113.7", "Guesser Eleven")).toBe("rate_limited");
      expect(await guessAt("203.0.113.8", "Guesser Twelve")).toBe("device_code_invalid");
    });

    it("says since when it has been asked for", async () => {
      const requestedAtSeconds = Math.floor(Date.now() / 1000);
      const device = await start();
      wait(90);
      const { session } = await harness.signIn("Person At Leisure");
      const view = await harness.server.device.open(session, device.user_code);
      expect(Math.abs(view.requestedAtSeconds - requestedAtSeconds)).toBeLessThan(30);
      expect(view.expiresAtSeconds - view.requestedAtSeconds).toBe(600);
    });

    it("is answered once: of Allow and Deny at once the device hears what the page said", async () => {
      const { session } = await harness.signIn("Person In Two Minds");
      for (const first of [true, false]) {
        const device = await start();
        const { formToken } = await harness.server.device.open(session, device.user_code);
        const answer = (allow: boolean) => ({ allow, confirmed: true, scopes: [], formToken });
        const held = queries.hold(writes("DeviceCode"));
        const one = codeOf(harness.server.device.decide(session, device.user_code, answer(first)));
        await held.reached;
        const two = await codeOf(harness.server.device.decide(session, device.user_code, answer(!first)));
        held.release();
        expect([await one, two]).toEqual(["answered", "device_code_invalid"]);
        expect((await poll(device)).error).toBe(first ? undefined : "access_denied");
      }
    });

    it.each([true, false])(
      "answered twice by the same press (allow: %s) leads to one place, and is one event",
      async (allow) => {
        const { session } = await harness.signIn(`Person Pressing Twice ${allow}`);
        const device = await start();
        const { formToken } = await harness.server.device.open(session, device.user_code);
        const answer = { allow, confirmed: true, scopes: [], formToken };
        const held = queries.hold(writes("DeviceCode"));
        const first = harness.server.device.decide(session, device.user_code, answer);
        await held.reached;
        const second = sibling.server.device.decide(session, device.user_code, answer);
        held.release();
        const told = { allowed: allow, clientName: "TV Guide" };
        expect([await first, await second]).toEqual([told, told]);
        // Also when the device has its answer already.
        expect((await poll(device)).error).toBe(allow ? undefined : "access_denied");
        expect(await harness.server.device.decide(session, device.user_code, answer)).toEqual(told);
        const other = harness.server.device.decide(session, device.user_code, { ...answer, allow: !allow });
        expect(await codeOf(other)).toBe("device_code_invalid");
        await Promise.all([harness.audit.flush(), sibling.audit.flush()]);
        const events = await harness.database.query(
          "SELECT 1 AS one FROM audit_events WHERE user_id = $1::uuid AND type IN ('consent.granted', 'consent.denied')",
          [session.userId],
        );
        expect(events).toHaveLength(1);
      },
    );

    it("is answered after all when the process that took the answer died: the same press again carries it out", async () => {
      const { session } = await harness.signIn("Person Of A Dead Process");
      const device = await start();
      const { formToken } = await harness.server.device.open(session, device.user_code);
      const answer = { allow: true, confirmed: true, scopes: [], formToken };
      queries.fail(writes("DeviceCode"));
      expect(await codeOf(harness.server.device.decide(session, device.user_code, answer))).not.toBe("answered");
      expect(await codeOf(sibling.server.device.decide(session, device.user_code, answer))).toBe("answered");
      expect((await poll(device)).access_token).toMatch(/^ptc_at_u/);
    });

    it("is answered by one of two people, and the other one's account has nothing of it", async () => {
      const device = await start();
      const people = [await harness.signIn("First Person"), await harness.signIn("Second Person")];
      const answers = people.map(async ({ session }) => {
        const { formToken } = await harness.server.device.open(session, device.user_code);
        return { session, answer: { allow: true, confirmed: true, scopes: [], formToken } };
      });
      const asked = await Promise.all(answers);
      const held = queries.hold(writes("DeviceCode"));
      const [one, two] = asked.map(
        ({ session, answer }) =>
          () =>
            codeOf(harness.server.device.decide(session, device.user_code, answer)),
      );
      const winning = one?.();
      await held.reached;
      expect(await two?.()).toBe("device_code_invalid");
      held.release();
      expect(await winning).toBe("answered");
      const lists = await Promise.all(people.map(({ session }) => harness.connectedApps.list(session)));
      expect(lists.map((list) => list.length)).toEqual([1, 0]);
      expect((await poll(device)).access_token).toMatch(/^ptc_at_u/);
    });

    it("may be opened as often as its owner likes: right ones are not counted", async () => {
      const { session } = await harness.signIn("Patient Person");
      wait(601);
      const fresh = await start();
      for (let time = 0; time < 15; time++) {
        expect(await codeOf(harness.server.device.open(session, fresh.user_code))).toBe("answered");
      }
    });
  });
});
