import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { createAccountStore } from "#server/accounts/account-store.ts";
import type { Database } from "#server/database/database.ts";
import { type ForwardHostsWorld, startForwardHosts } from "#tests/support/forward-hosts-world.ts";
import type { HostBrowser } from "#tests/support/host-browser.ts";
import { type Answer, send } from "#tests/support/reverse-proxy.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

const portal = "https://login.example.org";
const grafana = "https://grafana.example.org";
const wiki = "https://wiki.example.org:8443";
const sessionCookie = "__Host-portico-app";
const startCookie = "__Host-portico-app-start";
const ownLink = { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

eachDatabase("forward auth on other hosts", (open) => {
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

  const auth = (at: string, who = browser, query = "") => who.ask(`${at}/oauth2/auth${query}`);
  const begin = (path = "/d/1", at = grafana, who = browser) =>
    who.ask(`${at}/oauth2/start?rd=${encodeURIComponent(path)}`);

  /** Goes as far as the address that carries the code, without opening it. */
  async function callbackAddress(at = grafana, who = browser): Promise<string> {
    const started = await begin("/d/1", at, who);
    const { location } = (await who.ask(started.headers.location ?? "")).headers;
    expect(location).toMatch(/\/oauth2\/callback\?code=[\w-]{43}$/);
    return location ?? "";
  }

  const refusedAs = (answer: Answer) => {
    expect(answer.status).toBe(303);
    expect(answer.headers.location).toMatch(/^https:\/\/login\.example\.org\/error\?/);
    return new URL(answer.headers.location ?? "").searchParams.get("code");
  };

  describe("a sign-in that is carried over", () => {
    it("signs in at the app by way of the portal, and comes back to where it began", async () => {
      expect((await auth(grafana)).status).toBe(401);
      const { addresses } = await browser.follow(`${grafana}/oauth2/start?rd=%2Fd%2F1%3Fa%3D1%26b%3D2`);
      const signIn = new URL(addresses.at(-1) ?? "");
      expect(signIn.origin + signIn.pathname).toBe(`${portal}/sign-in`);
      await world.signIn(browser);
      const after = await browser.follow(`${portal}${signIn.searchParams.get("return_to")}`, "/d/1");
      expect(after.addresses.at(-1)).toBe(`${grafana}/d/1?a=1&b=2`);
      const { status, headers } = await auth(grafana);
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

    it("keeps a host-only cookie at the app that tells nothing, and not the portal's", async () => {
      const session = await world.signIn(browser);
      const answer = await browser.ask(await callbackAddress());
      const [written, cleared] = answer.headers["set-cookie"] ?? [];
      expect(written).toMatch(
        /^__Host-portico-app=[^;]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=(3600|3599|3598); Secure$/,
      );
      expect(cleared).toMatch(/^__Host-portico-app-start=; .*Max-Age=0/);
      expect([...browser.cookies(grafana).keys()]).toEqual([sessionCookie]);
      const value = browser.cookies(grafana).get(sessionCookie) ?? "";
      expect(value).not.toContain(session.id);
      expect(value).not.toBe(browser.cookies(portal).get("__Host-portico"));
      expect(answer.headers["referrer-policy"]).toBe("no-referrer");
      expect(answer.headers["strict-transport-security"]).toBeUndefined();
    });

    it("lets two tabs sign in at once", async () => {
      const [one, two] = [await begin("/one"), await begin("/two")];
      await world.signIn(browser);
      for (const [started, path] of [
        [one, "/one"],
        [two, "/two"],
      ] as const) {
        const { addresses } = await browser.follow(started.headers.location ?? "", path);
        expect(addresses.at(-1)).toBe(`${grafana}${path}`);
      }
      expect((await auth(grafana)).status).toBe(202);
    });

    it("goes through processes as the load balancer likes", async () => {
      const other = await world.startProcess(database);
      await world.signIn(browser);
      const elsewhere = world.newBrowser(other.port);
      const address = await callbackAddress();
      for (const [name, value] of browser.cookies(grafana)) elsewhere.cookies(grafana).set(name, value);
      expect((await elsewhere.ask(address)).headers.location).toBe(`${grafana}/d/1`);
      expect((await auth(grafana, elsewhere)).status).toBe(202);
    });

    it("shortens a target that would not come back from the sign-in", async () => {
      const { addresses } = await browser.follow(`${grafana}/oauth2/start?rd=%2Fexplore%3Fq=${"x".repeat(1950)}`);
      const returnTo = new URL(addresses.at(-1) ?? "").searchParams.get("return_to") ?? "";
      expect(new URL(returnTo, portal).searchParams.get("to")).toBe(`${grafana}/explore`);
    });

    it("tells the audit log who went where", async () => {
      const session = await world.signIn(browser);
      await browser.ask(await callbackAddress());
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

  describe("a code", () => {
    it("works once, and the one who has it already stays signed in", async () => {
      await world.signIn(browser);
      const address = await callbackAddress();
      const start = browser.cookies(grafana).get(startCookie) ?? "";
      expect((await browser.ask(address)).headers.location).toBe(`${grafana}/d/1`);
      expect((await browser.ask(address)).headers.location).toBe(`${grafana}/`);
      const thief = world.newBrowser();
      thief.cookies(grafana).set(startCookie, start);
      expect(refusedAs(await thief.ask(address))).toBe("sign_in_expired");
      expect(thief.cookies(grafana).has(sessionCookie)).toBe(false);
    });

    it("works once, also for eight callbacks at the same time in two processes", async () => {
      const other = await world.startProcess(database);
      await world.signIn(browser);
      const address = await callbackAddress();
      const jar = browser.cookies(grafana);
      const answers = await Promise.all(
        Array.from({ length: 8 }, (_, index) => {
          const one = world.newBrowser(index % 2 === 0 ? world.port : other.port);
          for (const [name, value] of jar) one.cookies(grafana).set(name, value);
          return one.ask(address);
        }),
      );
      const targets = answers.map(({ headers }) => headers.location?.split("?")[0]);
      expect(targets.filter((target) => target === `${grafana}/d/1`)).toHaveLength(1);
      expect(targets.filter((target) => target === `${portal}/error`)).toHaveLength(7);
    });

    it("does nothing in another browser, and is then used up (login CSRF, stolen code)", async () => {
      await world.signIn(browser);
      const address = await callbackAddress();
      const victim = world.newBrowser();
      expect(refusedAs(await victim.ask(address))).toBe("sign_in_expired");
      expect(victim.cookies(grafana).size).toBe(0);
      expect(world.audited).toContainEqual(
        expect.objectContaining({
          type: "forward_auth.refused",
          details: { host: grafana, reason: "other_browser" },
        }),
      );
      expect(refusedAs(await browser.ask(address))).toBe("sign_in_expired");
    });

    it("does nothing in another browser that has begun a sign-in of its own", async () => {
      await world.signIn(browser);
      const address = await callbackAddress();
      const victim = world.newBrowser();
      await begin("/d/1", grafana, victim);
      expect(refusedAs(await victim.ask(address))).toBe("sign_in_expired");
      expect((await auth(grafana, victim)).status).toBe(401);
    });

    it("does nothing for a browser with two cookies of the start, one of which somebody planted", async () => {
      await world.signIn(browser);
      const address = await callbackAddress();
      const own = browser.cookies(grafana).get(startCookie) ?? "";
      const doubled = { Cookie: `${startCookie}=${own}; ${startCookie}=${"A".repeat(43)}` };
      expect(refusedAs(await browser.ask(address, doubled))).toBe("sign_in_expired");
    });

    it("of one host is refused at another", async () => {
      await world.signIn(browser);
      const address = await callbackAddress(grafana);
      browser.cookies(wiki).set(`${startCookie}-8443`, browser.cookies(grafana).get(startCookie) ?? "");
      const moved = address.replace(grafana, wiki);
      expect(refusedAs(await browser.ask(moved))).toBe("sign_in_expired");
      expect((await auth(wiki)).status).toBe(401);
    });

    it("is refused after a minute", async () => {
      await world.signIn(browser);
      const address = await callbackAddress();
      await database.execute("UPDATE forward_auth_codes SET expires_at = expires_at - interval '60 seconds'");
      expect(refusedAs(await browser.ask(address))).toBe("sign_in_expired");
    });

    it("is good for a minute at most, and only its hash is kept", async () => {
      await world.signIn(browser);
      const code = new URL(await callbackAddress()).searchParams.get("code") ?? "";
      const rows = await database.query<{ row: string; short: boolean }>(
        "SELECT forward_auth_codes::text AS row, expires_at <= now() + interval '60 seconds' AS short FROM forward_auth_codes",
      );
      expect(rows.length).toBeGreaterThan(0);
      for (const { row, short } of rows) {
        expect(short).toBe(true);
        expect(row).not.toContain(code);
        expect(row).not.toContain(Buffer.from(code).toString("hex"));
      }
    });

    it("is refused when the session ended meanwhile", async () => {
      const session = await world.signIn(browser);
      const address = await callbackAddress();
      await world.vault.end(session, "signed_out");
      expect(refusedAs(await browser.ask(address))).toBe("sign_in_expired");
    });

    it.each(["", "?code=", "?code=short", `?code=${"A".repeat(43)}`, `?code=${"A".repeat(43)}%00`])(
      "that is none is refused: %s",
      async (query) => {
        await begin();
        expect(refusedAs(await browser.ask(`${grafana}/oauth2/callback${query}`))).toBe("sign_in_expired");
      },
    );

    it("is not used up by a HEAD request, nor given for one", async () => {
      await world.signIn(browser);
      const started = await begin();
      const address = await callbackAddress();
      expect((await browser.ask(address, { Accept: "*/*" }, "HEAD")).status).toBe(405);
      expect((await browser.ask(started.headers.location ?? "", { Accept: "*/*" }, "POST")).status).toBe(405);
      expect((await browser.ask(address)).headers.location).toBe(`${grafana}/d/1`);
    });

    it("is given to one session a hundred and twenty times a minute", async () => {
      await world.signIn(browser);
      const { location = "" } = (await begin()).headers;
      const answers: (string | null)[] = [];
      for (let count = 0; count < 121; count++) {
        const answer = await browser.ask(location);
        answers.push(new URL(answer.headers.location ?? "").searchParams.has("ref") ? refusedAs(answer) : null);
      }
      expect(answers.filter((code) => code === null)).toHaveLength(120);
      expect(answers.at(-1)).toBe("rate_limited");
    });
  });

  describe("the cookie of an app", () => {
    async function signedIn(at = grafana) {
      const session = await world.signIn(browser);
      await browser.ask(await callbackAddress(at));
      expect((await auth(at)).status).toBe(202);
      return session;
    }

    it("is refused at another app", async () => {
      await signedIn();
      browser.cookies(wiki).set(`${sessionCookie}-8443`, browser.cookies(grafana).get(sessionCookie) ?? "");
      expect((await auth(wiki)).status).toBe(401);
      expect(world.audited).toContainEqual(
        expect.objectContaining({ type: "session.refused", details: { reason: "other_host", at: "forward_auth" } }),
      );
    });

    it("is refused at the portal, and the portal's at the app", async () => {
      await signedIn();
      const stranger = world.newBrowser();
      stranger.cookies(portal).set("__Host-portico", browser.cookies(grafana).get(sessionCookie) ?? "");
      expect((await auth(portal, stranger)).status).toBe(401);
      stranger.cookies(grafana).set(sessionCookie, browser.cookies(portal).get("__Host-portico") ?? "");
      expect((await auth(grafana, stranger)).status).toBe(401);
      stranger.cookies(grafana).delete(sessionCookie);
      stranger.cookies(grafana).set("__Host-portico", browser.cookies(portal).get("__Host-portico") ?? "");
      expect((await auth(grafana, stranger)).status).toBe(401);
    });

    it.each<[string, (value: string) => string]>([
      ["cut off", (value) => value.slice(0, -10)],
      ["flipped", (value) => value.replace(/.(?=.{20}$)/, (letter) => (letter === "A" ? "B" : "A"))],
      ["empty", () => ""],
      ["a plain reference", () => JSON.stringify({ sessionId: "x", origin: grafana })],
    ])("signs nobody in when it is %s", async (_what, alter) => {
      await signedIn();
      const jar = browser.cookies(grafana);
      jar.set(sessionCookie, alter(jar.get(sessionCookie) ?? ""));
      expect((await auth(grafana)).status).toBe(401);
    });

    it("signs nobody in when there are two", async () => {
      await signedIn();
      const pair = `${sessionCookie}=${browser.cookies(grafana).get(sessionCookie)}`;
      const answer = await browser.ask(`${grafana}/oauth2/auth`, { Cookie: `${pair}; ${pair}` });
      expect(answer.status).toBe(401);
    });

    it("is refused from the moment the person signs out at the portal, here or in another process", async () => {
      const other = await world.startProcess(database);
      const session = await signedIn();
      const elsewhere = world.newBrowser(other.port);
      elsewhere.cookies(grafana).set(sessionCookie, browser.cookies(grafana).get(sessionCookie) ?? "");
      expect((await auth(grafana, elsewhere)).status).toBe(202);
      await world.vault.end(session, "signed_out");
      expect((await auth(grafana)).status).toBe(401);
      expect((await auth(grafana, elsewhere)).status).toBe(401);
    });

    it("is refused once the person signed out everywhere", async () => {
      await signedIn();
      await world.vault.endAllOfUser(world.person.userId, "signed_out_everywhere");
      expect((await auth(grafana)).status).toBe(401);
    });

    it("is refused once the session has expired", async () => {
      const session = await signedIn();
      await database.prisma.session.update({ where: { id: session.id }, data: { expiresAt: new Date(0) } });
      const other = await world.startProcess(database);
      const elsewhere = world.newBrowser(other.port);
      elsewhere.cookies(grafana).set(sessionCookie, browser.cookies(grafana).get(sessionCookie) ?? "");
      expect((await auth(grafana, elsewhere)).status).toBe(401);
    });

    it("is refused once the person is disabled", async () => {
      await signedIn();
      await createAccountStore(database).disable(world.person.userId, new Date());
      expect((await auth(grafana)).status).toBe(401);
      await database.prisma.user.update({ where: { id: world.person.userId }, data: { disabledAt: null } });
    });

    it("is looked up without asking the database", async () => {
      let statements = 0;
      const counted = new Proxy(database, {
        get(target, name) {
          if (name === "prisma" || name === "query" || name === "execute") statements += 1;
          return Reflect.get(target, name);
        },
      });
      const process = await world.startProcess(counted);
      await signedIn();
      const elsewhere = world.newBrowser(process.port);
      elsewhere.cookies(grafana).set(sessionCookie, browser.cookies(grafana).get(sessionCookie) ?? "");
      expect((await auth(grafana, elsewhere)).status).toBe(202);
      const before = statements;
      for (let count = 0; count < 20; count++) expect((await auth(grafana, elsewhere)).status).toBe(202);
      expect(statements).toBe(before);
    });

    it("counts for allowed_groups, allowed_emails and allowed_email_domains, and for userinfo", async () => {
      await world.signIn(browser, ["staff"]);
      await browser.ask(await callbackAddress());
      for (const [query, status] of [
        ["?allowed_groups=staff", 202],
        ["?allowed_groups=admins", 403],
        ["?allowed_emails=ada@example.com", 202],
        ["?allowed_emails=grace@example.com", 403],
        ["?allowed_email_domains=example.com", 202],
        ["?allowed_email_domains=other.example", 403],
      ] as const) {
        expect((await auth(grafana, browser, query)).status, query).toBe(status);
      }
      expect((await auth(grafana)).headers["x-auth-request-groups"]).toBe("staff");
      const { body } = await browser.ask(`${grafana}/oauth2/userinfo`);
      expect(JSON.parse(body)).toEqual({ user: world.person.userId, email: "ada@example.com", groups: ["staff"] });
      expect((await world.newBrowser().ask(`${grafana}/oauth2/userinfo`)).status).toBe(401);
    });
  });

  describe("signing out at an app", () => {
    beforeEach(async () => {
      await world.signIn(browser);
      await browser.ask(await callbackAddress(grafana));
      await browser.ask(await callbackAddress(wiki));
    });

    it("ends the portal's session, and with it every app's", async () => {
      const answer = await browser.ask(`${grafana}/oauth2/sign_out?rd=/bye`, ownLink);
      expect(answer.headers.location).toBe("/bye");
      expect(browser.cookies(grafana).has(sessionCookie)).toBe(false);
      for (const at of [grafana, wiki, portal]) expect((await auth(at)).status).toBe(401);
    });

    it.each([
      ["another site's link", { "Sec-Fetch-Site": "cross-site" }],
      ["a link of the other app", { "Sec-Fetch-Site": "same-site" }],
      ["a mail program's link", { "Sec-Fetch-Site": "none" }],
      ["a prefetch", { "Sec-Purpose": "prefetch" }],
      ["a picture in a page of the app", { "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image" }],
    ])("is asked about at the portal for %s", async (_who, headers) => {
      const answer = await browser.ask(`${grafana}/oauth2/sign_out?rd=/bye`, { ...ownLink, ...headers });
      expect(answer.headers.location).toBe(`${portal}/sign-out`);
      expect((await auth(grafana)).status).toBe(202);
    });

    it.each([
      ["https://evil.example/", "/"],
      ["//evil.example/", "/"],
      [`${portal}/sign-out`, `${portal}/sign-out`],
      [`${wiki}/bye`, `${wiki}/bye`],
    ])("returns to %s only where it may", async (rd, expected) => {
      const answer = await browser.ask(`${grafana}/oauth2/sign_out?rd=${encodeURIComponent(rd)}`, ownLink);
      expect(answer.headers.location).toBe(expected);
    });
  });

  describe("redirects", () => {
    it.each([
      "https://evil.example/",
      "//evil.example/",
      "/\\evil.example",
      `${grafana}.evil.example/`,
      `${grafana}@evil.example/`,
      "https://grafana.example.org:444/",
      "http://grafana.example.org/",
      "javascript:alert(1)",
      "/oauth2/start?rd=/oauth2/start",
    ])("never lead to %s", async (rd) => {
      await world.signIn(browser);
      const started = await begin(rd);
      const to = new URL(started.headers.location ?? "").searchParams.get("to");
      expect(to).toBe(`${grafana}/`);
      const { addresses } = await browser.follow(started.headers.location ?? "", "/");
      expect(addresses.at(-1)).toBe(`${grafana}/`);
    });

    it.each(["https://evil.example/", "https://grafana.example.org.evil.example/", portal, "/", ""])(
      "carry no code to %s",
      async (to) => {
        await world.signIn(browser);
        const query = new URLSearchParams({ to, browser: "A".repeat(43) });
        expect(refusedAs(await browser.ask(`${portal}/oauth2/handover?${query}`))).toBe("request_invalid");
      },
    );

    it.each(["", "short", "A".repeat(44)])("carry no code for a browser that is none: %s", async (value) => {
      await world.signIn(browser);
      const query = new URLSearchParams({ to: `${grafana}/`, browser: value });
      expect(refusedAs(await browser.ask(`${portal}/oauth2/handover?${query}`))).toBe("request_invalid");
    });

    it("stay on the app's own root for a path that would be another host", async () => {
      await world.signIn(browser);
      const query = new URLSearchParams({ to: `${grafana}//evil.example/`, browser: "A".repeat(43) });
      const { location } = (await browser.ask(`${portal}/oauth2/handover?${query}`)).headers;
      expect(location).toMatch(/^https:\/\/grafana\.example\.org\/oauth2\/callback\?/);
      const [row] = await database.query<{ target: string }>(
        "SELECT target FROM forward_auth_codes ORDER BY expires_at DESC LIMIT 1",
      );
      expect(row?.target).toBe(`${grafana}/`);
    });
  });

  describe("a host", () => {
    const ask = (headers: Record<string, string>, path = "/oauth2/auth") =>
      send(`http://127.0.0.1:${world.port}${path}`, headers, "GET");

    it("that isn't configured is refused, and the log says which setting is missing", async () => {
      const answer = await ask({ "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ code: "forward_host_unknown" });
      expect(world.logged.at(-1)).toMatchObject({ detail: "https://evil.example is not in forwardAuth.origins" });
    });

    it.each([
      { "X-Forwarded-Host": "grafana.example.org:8443" },
      { "X-Forwarded-Host": "grafana.example.org", "X-Forwarded-Proto": "http" },
      { "X-Forwarded-Host": "grafana.example.org, login.example.org" },
      { "X-Forwarded-Host": "a.grafana.example.org" },
    ])("that is nearly a configured one is refused: %o", async (headers) => {
      expect((await ask(headers)).status).toBe(403);
    });

    it.each([
      [{ "X-Forwarded-Host": "grafana.example.org" }, 404],
      [{ "X-Forwarded-Host": "grafana.example.org:443", "X-Forwarded-Proto": "https" }, 404],
      [{ "X-Forwarded-Host": "GRAFANA.example.org" }, 404],
      [{ Host: "grafana.example.org" }, 404],
      [{ "X-Forwarded-Host": "login.example.org" }, 200],
      [{ "X-Forwarded-Host": "login.example.org:8000", "X-Forwarded-Proto": "http" }, 200],
      [{ Host: "127.0.0.1:3000" }, 200],
    ])("is known by what a proxy says: %o", async (headers, status) => {
      // Only the portal has pages.
      expect((await ask(headers, "/account")).status).toBe(status);
    });

    it("of an app has nothing but forward auth", async () => {
      for (const path of ["/sign-in", "/oauth2/token", "/oauth2/handover", "/.well-known/openid-configuration"]) {
        expect((await browser.ask(`${grafana}${path}`, { Accept: "*/*" })).status, path).toBe(404);
      }
      expect((await browser.ask(`${portal}/oauth2/callback?code=x`, { Accept: "*/*" })).status).toBe(404);
    });
  });

  it("believes no stranger who names an app's host", async () => {
    const strict = await startForwardHosts({ database, portal, apps: [grafana], trustedProxies: ["192.0.2.1"] });
    try {
      const visitor = strict.newBrowser();
      const answer = await visitor.ask(`${grafana}/oauth2/auth`);
      expect(answer.status).toBe(403);
      expect(strict.logged.at(-1)).toMatchObject({
        detail: "https://grafana.example.org was named by an address that is not in trustedProxies",
      });
      expect(refusedAs(await visitor.ask(`${grafana}/oauth2/start?rd=/`))).toBe("forward_host_unknown");
    } finally {
      await strict.close();
    }
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
