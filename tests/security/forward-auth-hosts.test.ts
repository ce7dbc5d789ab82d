import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Database } from "#server/database/database.ts";
import { begin, grafana, portal, refusedAs, wiki } from "#tests/support/forward-hosts.ts";
import { type ForwardHostsWorld, startForwardHosts } from "#tests/support/forward-hosts-world.ts";
import type { HostBrowser } from "#tests/support/host-browser.ts";
import { send } from "#tests/support/reverse-proxy.ts";
import { eachDatabase } from "#tests/support/test-database.ts";

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
      const started = await begin(browser, rd);
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
      world.warned.length = 0;
      const answer = await ask({ "X-Forwarded-Host": "evil.example", "X-Forwarded-Proto": "https" });
      expect(answer.status).toBe(403);
      expect(JSON.parse(answer.body)).toMatchObject({ code: "forward_host_unknown" });
      expect(JSON.parse(answer.body).next_step).not.toContain("evil");
      expect(world.logged.at(-1)).toMatchObject({ detail: "https://evil.example is not in forwardAuth.origins" });
      expect(world.warned).toMatchObject([{ host: "https://evil.example", missing: "forwardAuth.origins" }]);
    });

    it.each([
      { "X-Forwarded-Host": "grafana.example.org:8443" },
      { "X-Forwarded-Host": "grafana.example.org", "X-Forwarded-Proto": "http" },
      { "X-Forwarded-Host": "grafana.example.org, login.example.org" },
      { "X-Forwarded-Host": "a.grafana.example.org" },
      // A proxy that lets the caller's header through would lend one host the cookies of another.
      { "X-Forwarded-Host": "wiki.example.org:8443", Host: "grafana.example.org" },
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
      [{ "X-Forwarded-Host": "grafana.example.org", Host: "grafana.example.org" }, 404],
      [{ Host: "127.0.0.1:3000" }, 200],
    ])("is known by what a proxy says: %o", async (headers, status) => {
      // Only the portal has pages.
      expect((await ask(headers, "/account")).status).toBe(status);
      expect((await ask(headers)).status).toBe(401);
    });

    it("of an app has nothing but forward auth", async () => {
      for (const path of ["/sign-in", "/oauth2/token", "/oauth2/handover", "/.well-known/openid-configuration"]) {
        expect((await browser.ask(`${grafana}${path}`, { Accept: "*/*" })).status, path).toBe(404);
      }
      expect((await browser.ask(`${portal}/oauth2/callback?code=x`, { Accept: "*/*" })).status).toBe(404);
    });
  });

  describe("the page for who is signed in but not allowed", () => {
    const backOf = (body: string) => {
      const href = /<a href="([^"]*prompt=select_account[^"]*)"/.exec(body)?.[1]?.replaceAll("&amp;", "&") ?? "";
      return new URL(href).searchParams.get("return_to");
    };

    async function refused(path: string) {
      await world.signIn(browser);
      await browser.follow(`${grafana}/oauth2/start?rd=/d/1`, "/d/1");
      const asked = { "X-Auth-Request-Redirect": path };
      return browser.ask(`${grafana}/oauth2/forbidden`, asked);
    }

    it.each([
      ["/d/2?a=1&b=2", `${grafana}/d/2?a=1&b=2`],
      ["https://evil.example/", `${grafana}/`],
      ["//evil.example/", `${grafana}/`],
      ["/oauth2/sign_out", `${grafana}/`],
      [`${wiki}/page`, `${wiki}/page`],
    ])("leads by the portal's sign-in back to the app: %s", async (path, target) => {
      const { status, body } = await refused(path);
      expect(status).toBe(403);
      expect(backOf(body)).toBe(`/oauth2/start?${new URLSearchParams({ rd: target })}`);
    });

    it("keeps an address that is too long for a link", async () => {
      const path = `/d/3?${"a".repeat(2_030)}`;
      const { body } = await refused(path);
      const over = await browser.ask(`${portal}${backOf(body)}`);
      const { headers } = await browser.ask(over.headers.location ?? "");
      expect(new URL(headers.location ?? "", grafana).href).toBe(`${grafana}${path}`);
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
      expect(strict.warned).toMatchObject([{ host: grafana, proxy: "127.0.0.1", missing: "trustedProxies" }]);
      expect(refusedAs(await visitor.ask(`${grafana}/oauth2/start?rd=/`))).toBe("forward_host_unknown");
    } finally {
      await strict.close();
    }
  });
});
