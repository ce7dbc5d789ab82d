import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { CookieSeal } from "#server/crypto/cookie-seal.ts";
import type { Database } from "#server/database/database.ts";
import {
  askAuth,
  callbackAddress,
  grafana,
  ownLink,
  portal,
  sessionCookie,
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

  describe("the cookie of an app", () => {
    async function signedIn(at = grafana) {
      const session = await world.signIn(browser);
      await browser.ask(await callbackAddress(browser, at));
      expect((await askAuth(browser, at)).status).toBe(202);
      return session;
    }

    it("is refused at another app", async () => {
      await signedIn();
      browser.cookies(wiki).set(`${sessionCookie}-8443`, browser.cookies(grafana).get(sessionCookie) ?? "");
      expect((await askAuth(browser, wiki)).status).toBe(401);
      expect(world.audited).toContainEqual(
        expect.objectContaining({ type: "session.refused", details: { reason: "other_host", at: "forward_auth" } }),
      );
    });

    it("is refused at the portal, and the portal's at the app", async () => {
      await signedIn();
      const stranger = world.newBrowser();
      stranger.cookies(portal).set("__Host-portico", browser.cookies(grafana).get(sessionCookie) ?? "");
      expect((await askAuth(stranger, portal)).status).toBe(401);
      stranger.cookies(grafana).set(sessionCookie, browser.cookies(portal).get("__Host-portico") ?? "");
      expect((await askAuth(stranger, grafana)).status).toBe(401);
      stranger.cookies(grafana).delete(sessionCookie);
      stranger.cookies(grafana).set("__Host-portico", browser.cookies(portal).get("__Host-portico") ?? "");
      expect((await askAuth(stranger, grafana)).status).toBe(401);
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
      expect((await askAuth(browser)).status).toBe(401);
    });

    it("signs nobody in when it was sealed for another purpose", async () => {
      const session = await signedIn();
      const reference = { sessionId: session.id, origin: grafana };
      const jar = browser.cookies(grafana);
      jar.set(sessionCookie, await new CookieSeal(world.keys, "session-cookie").seal(reference, 60));
      expect((await askAuth(browser)).status).toBe(401);
      jar.set(sessionCookie, await new CookieSeal(world.keys, "forward-auth-cookie").seal(reference, 60));
      expect((await askAuth(browser)).status).toBe(202);
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
      expect((await askAuth(elsewhere, grafana)).status).toBe(202);
      await world.vault.end(session, "signed_out");
      expect((await askAuth(browser)).status).toBe(401);
      expect((await askAuth(elsewhere, grafana)).status).toBe(401);
    });

    it("is refused once the person signed out everywhere", async () => {
      await signedIn();
      await world.vault.endAllOfUser(world.person.userId, "signed_out_everywhere");
      expect((await askAuth(browser)).status).toBe(401);
    });

    it("is refused once the session has expired", async () => {
      const session = await signedIn();
      await database.prisma.session.update({ where: { id: session.id }, data: { expiresAt: new Date(0) } });
      const other = await world.startProcess(database);
      const elsewhere = world.newBrowser(other.port);
      elsewhere.cookies(grafana).set(sessionCookie, browser.cookies(grafana).get(sessionCookie) ?? "");
      expect((await askAuth(elsewhere, grafana)).status).toBe(401);
    });

    it("is refused once the person is disabled", async () => {
      // Somebody else: all sessions of a disabled account are ended, also those that begin meanwhile.
      const own = await startForwardHosts({ database, portal, apps: [grafana] });
      const visitor = own.newBrowser();
      await own.signIn(visitor);
      await visitor.ask(await callbackAddress(visitor));
      expect((await askAuth(visitor)).status).toBe(202);
      await createAccountStore(database).disable(own.person.userId, new Date());
      expect((await askAuth(visitor)).status).toBe(401);
      await own.close();
    });

    it("is looked up without unsealing it again or asking the database", async () => {
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
      // Not remembered when an end is heard of meanwhile, whosever it is: earlier tests have ended sessions.
      await expect
        .poll(async () => {
          const before = statements;
          expect((await askAuth(elsewhere, grafana)).status).toBe(202);
          return statements - before;
        })
        .toBe(0);
      const before = statements;
      const unseal = vi.spyOn(CookieSeal.prototype, "unseal");
      for (let count = 0; count < 20; count++) expect((await askAuth(elsewhere, grafana)).status).toBe(202);
      expect(statements).toBe(before);
      expect(unseal).not.toHaveBeenCalled();
      unseal.mockRestore();
    });

    it("counts for allowed_groups, allowed_emails and allowed_email_domains, and for userinfo", async () => {
      await world.signIn(browser, ["staff"]);
      await browser.ask(await callbackAddress(browser));
      for (const [query, status] of [
        ["?allowed_groups=staff", 202],
        ["?allowed_groups=admins", 403],
        ["?allowed_emails=ada@example.com", 202],
        ["?allowed_emails=grace@example.com", 403],
        ["?allowed_email_domains=example.com", 202],
        ["?allowed_email_domains=other.example", 403],
      ] as const) {
        expect((await askAuth(browser, grafana, query)).status, query).toBe(status);
      }
      expect((await askAuth(browser)).headers["x-auth-request-groups"]).toBe("staff");
      const { body } = await browser.ask(`${grafana}/oauth2/userinfo`);
      expect(JSON.parse(body)).toEqual({ user: world.person.userId, email: "ada@example.com", groups: ["staff"] });
      expect((await world.newBrowser().ask(`${grafana}/oauth2/userinfo`)).status).toBe(401);
    });
  });

  describe("signing out at an app", () => {
    beforeEach(async () => {
      await world.signIn(browser);
      await browser.ask(await callbackAddress(browser));
      await browser.ask(await callbackAddress(browser, wiki));
    });

    it("ends the portal's session, and with it every app's", async () => {
      const answer = await browser.ask(`${grafana}/oauth2/sign_out?rd=/bye`, ownLink);
      expect(answer.headers.location).toBe("/bye");
      expect(browser.cookies(grafana).has(sessionCookie)).toBe(false);
      for (const at of [grafana, wiki, portal]) expect((await askAuth(browser, at)).status).toBe(401);
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
      expect((await askAuth(browser)).status).toBe(202);
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
});
