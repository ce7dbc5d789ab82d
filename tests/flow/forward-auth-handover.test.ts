import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { createKeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import {
  askAuth,
  begin,
  callbackAddress,
  grafana,
  portal,
  refusedAs,
  sessionCookie,
  wiki,
} from "#tests/support/forward-hosts.ts";
import { type ForwardHostsWorld, startForwardHosts } from "#tests/support/forward-hosts-world.ts";
import type { HostBrowser } from "#tests/support/host-browser.ts";
import { send } from "#tests/support/reverse-proxy.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

eachDatabase("forward auth at an app on another host", (open) => {
  let database: Database;
  let world: ForwardHostsWorld;
  let browser: HostBrowser;

  beforeAll(async () => {
    database = await open();
    world = await startForwardHosts({ database, portal, apps: [grafana, wiki] });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    browser = world.newBrowser();
    world.audited.length = 0;
  });

  describe("a sign-in that is carried over", () => {
    it("signs in at the app by way of the portal, and comes back to where it began", async () => {
      expect((await askAuth(browser)).status).toBe(401);
      const { addresses } = await browser.follow(`${grafana}/oauth2/start?rd=%2Fd%2F1%3Fa%3D1%26b%3D2`);
      const signIn = new URL(addresses.at(-1) ?? "");
      expect(signIn.origin + signIn.pathname).toBe(`${portal}/sign-in`);
      await world.signIn(browser);
      const after = await browser.follow(`${portal}${signIn.searchParams.get("return_to")}`, "/d/1");
      expect(after.addresses.at(-1)).toBe(`${grafana}/d/1?a=1&b=2`);
      const { status, headers } = await askAuth(browser);
      expect(status).toBe(202);
      expect(headers).toMatchObject({
        "x-auth-request-user": world.person.userId,
        "x-auth-request-email": "ada@example.com",
      });
    });

    it("begins at the portal as well as at the app", async () => {
      await world.signIn(browser);
      const { addresses } = await browser.follow(`${portal}/oauth2/start?rd=${grafana}/d/2`, "/d/2");
      expect(addresses.map((address) => address.split("?")[0])).toEqual([
        `${portal}/oauth2/start`,
        `${grafana}/oauth2/start`,
        `${portal}/oauth2/handover`,
        `${grafana}/oauth2/callback`,
        `${grafana}/d/2`,
      ]);
    });

    it("signs in through Envoy, which names the app by Host and appends its path", async () => {
      const { host } = new URL(grafana);
      const envoy = async (path: string, method = "GET") => {
        const asked = { Host: host, "X-Forwarded-Proto": "https", Accept: "text/html", "Content-Length": "0" };
        const address = `http://127.0.0.1:${world.port}/oauth2/auth${path}`;
        const answer = await send(address, { ...asked, ...browser.cookieHeader(grafana) }, method);
        for (const cookie of answer.headers["set-cookie"] ?? []) browser.store(grafana, cookie);
        return answer;
      };
      const started = await envoy("/d/1?a=1&rd=https://evil.example");
      expect(started.status).toBe(303);
      await world.signIn(browser);
      const { addresses } = await browser.follow(started.headers.location ?? "", "/d/1");
      expect(addresses.at(-1)).toBe(`${grafana}/d/1?a=1&rd=https://evil.example`);
      const passed = await envoy("/api/save?x=1", "POST");
      expect([passed.status, passed.headers["x-auth-request-user"]]).toEqual([200, world.person.userId]);
    });

    it("keeps a host-only cookie at the app that tells nothing, and not the portal's", async () => {
      const session = await world.signIn(browser);
      const answer = await browser.ask(await callbackAddress(browser));
      const [written, cleared] = answer.headers["set-cookie"] ?? [];
      expect(written).toMatch(/^__Host-portico-app=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=\d+; Secure$/);
      // The rest of the session's time.
      const maxAgeSeconds = Number(/Max-Age=(\d+)/.exec(written ?? "")?.[1]);
      expect(maxAgeSeconds).toBeLessThanOrEqual(3_600);
      expect(maxAgeSeconds).toBeGreaterThanOrEqual(session.expiresAtSeconds - Math.ceil(Date.now() / 1000));
      expect(cleared).toMatch(/^__Host-portico-app-start=; .*Max-Age=0/);
      expect([...browser.cookies(grafana).keys()]).toEqual([sessionCookie]);
      const value = browser.cookies(grafana).get(sessionCookie) ?? "";
      expect(value).not.toContain(session.id);
      expect(value).not.toBe(browser.cookies(portal).get("__Host-portico"));
      expect(answer.headers["referrer-policy"]).toBe("no-referrer");
      expect(answer.headers["strict-transport-security"]).toBeUndefined();
    });

    it("lets two tabs sign in at once", async () => {
      const [one, two] = [await begin(browser, "/one"), await begin(browser, "/two")];
      await world.signIn(browser);
      for (const [started, path] of [
        [one, "/one"],
        [two, "/two"],
      ] as const) {
        const { addresses } = await browser.follow(started.headers.location ?? "", path);
        expect(addresses.at(-1)).toBe(`${grafana}${path}`);
      }
      expect((await askAuth(browser)).status).toBe(202);
    });

    it("goes through processes as the load balancer likes", async () => {
      const other = await world.startProcess(database);
      await world.signIn(browser);
      const elsewhere = world.newBrowser(other.port);
      const address = await callbackAddress(browser);
      for (const [name, value] of browser.cookies(grafana)) elsewhere.cookies(grafana).set(name, value);
      expect((await elsewhere.ask(address)).headers.location).toBe(`${grafana}/d/1`);
      expect((await askAuth(elsewhere, grafana)).status).toBe(202);
    });

    it.each([1_000, 1_950, 2_100, 9_000, 15_000])(
      "comes back to an address of %i letters, and is short on the way",
      async (letters) => {
        // What a query's value may have grows to three letters when it is carried in another query.
        const deep = `/explore?q=${"%7B%22".repeat(letters)}`.slice(0, letters);
        const target = deep.slice(0, deep.lastIndexOf("%"));
        const proxied = { "X-Auth-Request-Redirect": target };
        const started = await browser.ask(`${grafana}/oauth2/start`, proxied);
        const { addresses } = await browser.follow(started.headers.location ?? "");
        expect(addresses.map((address) => address.length).filter((length) => length > 4_000)).toEqual([]);
        const signIn = new URL(addresses.at(-1) ?? "");
        expect(signIn.pathname).toBe("/sign-in");
        await world.signIn(browser);
        const back = await browser.follow(`${portal}${signIn.searchParams.get("return_to")}`, "/explore");
        expect(back.addresses.at(-1)).toBe(grafana + target);
      },
    );

    it("says so when the address that it was to come back to is kept no more", async () => {
      const path = `/explore?q=${"x".repeat(3_000)}`;
      const { addresses } = await browser.follow(`${grafana}/oauth2/start?rd=${encodeURIComponent(path)}`);
      await database.execute("UPDATE kept_return_paths SET expires_at = now() - interval '1 second'");
      await world.signIn(browser);
      const returnTo = new URL(addresses.at(-1) ?? "").searchParams.get("return_to");
      expect(refusedAs(await browser.ask(`${portal}${returnTo}`))).toBe("return_path_expired");
    });

    it("says so when it can't keep an address, instead of leading elsewhere", async () => {
      const long = `/oauth2/start?rd=${encodeURIComponent(`/explore?q=${"x".repeat(3_000)}`)}`;
      await browser.follow(grafana + long);
      await database.execute("UPDATE kept_return_paths SET bytes = $1", [4 * 1024 * 1024]);
      expect(refusedAs(await browser.ask(grafana + long))).toBe("rate_limited");
      expect((await browser.ask(grafana + long, { Accept: "*/*", "Sec-Fetch-Mode": "navigate" })).status).toBe(429);
      await database.execute("DELETE FROM kept_return_paths");
    });

    it("keeps no address for another host's app", async () => {
      await world.signIn(browser);
      const id = await createKeptReturnPaths(database).keep(`https://evil.example/${"x".repeat(2_000)}`);
      const { headers } = await browser.ask(`${portal}/oauth2/start?kept=${id}`);
      expect(headers.location).toBe("/");
      const secret = "x".repeat(43);
      expect(refusedAs(await browser.ask(`${portal}/oauth2/handover?kept=${id}&browser=${secret}`))).toBe(
        "request_invalid",
      );
    });

    it("tells the audit log who went where", async () => {
      const session = await world.signIn(browser);
      await browser.ask(await callbackAddress(browser));
      expect(world.audited).toContainEqual({
        type: "forward_auth.signed_in",
        outcome: "success",
        userId: world.person.userId,
        sessionId: session.id,
        providerId: "google",
        details: { host: grafana },
      });
    });
  });

  it("sends a navigation to the sign-in from /oauth2/auth when asked to, and nothing else", async () => {
    const asked = { "X-Forwarded-Uri": "/d/3?x=1" };
    const navigated = await browser.ask(`${grafana}/oauth2/auth?redirect=1`, asked);
    expect(new URL(navigated.headers.location ?? "").searchParams.get("to")).toBe(`${grafana}/d/3?x=1`);
    for (const mode of ["cors", "no-cors", "websocket"]) {
      const fetched = await browser.ask(`${grafana}/oauth2/auth?redirect=1`, { ...asked, "Sec-Fetch-Mode": mode });
      expect(fetched.status).toBe(401);
      expect(fetched.headers.location).toBeUndefined();
    }
  });
});
