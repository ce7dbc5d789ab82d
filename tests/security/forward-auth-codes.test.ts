import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import type { Database } from "#server/database/database.ts";
import {
  askAuth,
  begin,
  callbackAddress,
  grafana,
  portal,
  refusedAs,
  sessionCookie,
  startCookie,
  wiki,
} from "#tests/support/forward-hosts.ts";
import { type ForwardHostsWorld, startForwardHosts } from "#tests/support/forward-hosts-world.ts";
import type { HostBrowser } from "#tests/support/host-browser.ts";
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

  describe("a code", () => {
    it("works once, and the one who has it already stays signed in", async () => {
      await world.signIn(browser);
      const address = await callbackAddress(browser);
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
      const address = await callbackAddress(browser);
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
      const address = await callbackAddress(browser);
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
      const address = await callbackAddress(browser);
      const victim = world.newBrowser();
      await begin(victim);
      expect(refusedAs(await victim.ask(address))).toBe("sign_in_expired");
      expect((await askAuth(victim, grafana)).status).toBe(401);
    });

    it("does nothing for a browser with two cookies of the start, one of which somebody planted", async () => {
      await world.signIn(browser);
      const address = await callbackAddress(browser);
      const own = browser.cookies(grafana).get(startCookie) ?? "";
      const doubled = { Cookie: `${startCookie}=${own}; ${startCookie}=${"A".repeat(43)}` };
      expect(refusedAs(await browser.ask(address, doubled))).toBe("sign_in_expired");
    });

    it("of one host is refused at another", async () => {
      await world.signIn(browser);
      const address = await callbackAddress(browser);
      browser.cookies(wiki).set(`${startCookie}-8443`, browser.cookies(grafana).get(startCookie) ?? "");
      const moved = address.replace(grafana, wiki);
      expect(refusedAs(await browser.ask(moved))).toBe("sign_in_expired");
      expect((await askAuth(browser, wiki)).status).toBe(401);
    });

    it("is refused after a minute", async () => {
      await world.signIn(browser);
      const address = await callbackAddress(browser);
      await database.execute("UPDATE forward_auth_codes SET expires_at = expires_at - interval '60 seconds'");
      expect(refusedAs(await browser.ask(address))).toBe("sign_in_expired");
    });

    it("is good for a minute at most, and only its hash is kept", async () => {
      await world.signIn(browser);
      const code = new URL(await callbackAddress(browser)).searchParams.get("code") ?? "";
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
      const address = await callbackAddress(browser);
      await world.vault.end(session, "signed_out");
      expect(refusedAs(await browser.ask(address))).toBe("sign_in_expired");
    });

    it.each(["", "?code=", "?code=short", `?code=${"A".repeat(43)}`, `?code=${"A".repeat(43)}%00`])(
      "that is none is refused: %s",
      async (query) => {
        await begin(browser);
        expect(refusedAs(await browser.ask(`${grafana}/oauth2/callback${query}`))).toBe("sign_in_expired");
      },
    );

    it("is not used up by a HEAD request, nor given for one", async () => {
      await world.signIn(browser);
      const started = await begin(browser);
      const address = await callbackAddress(browser);
      expect((await browser.ask(address, { Accept: "*/*" }, "HEAD")).status).toBe(405);
      expect((await browser.ask(started.headers.location ?? "", { Accept: "*/*" }, "POST")).status).toBe(405);
      expect((await browser.ask(address)).headers.location).toBe(`${grafana}/d/1`);
    });

    it("is given to one session a hundred and twenty times a minute", async () => {
      // However long they take here, they are of one minute.
      vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
      onTestFinished(() => void vi.useRealTimers());
      await world.signIn(browser);
      const { location = "" } = (await begin(browser)).headers;
      const answers: (string | null)[] = [];
      for (let count = 0; count < 121; count++) {
        const answer = await browser.ask(location);
        answers.push(new URL(answer.headers.location ?? "").searchParams.has("ref") ? refusedAs(answer) : null);
      }
      expect(answers.filter((code) => code === null)).toHaveLength(120);
      expect(answers.at(-1)).toBe("rate_limited");
    });
  });
});
