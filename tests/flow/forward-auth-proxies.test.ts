import { existsSync } from "node:fs";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { type ForwardAuthWorld, startForwardAuthWorld } from "#tests/support/forward-auth-world.ts";
import { greetWebSockets, tryWebSocket } from "#tests/support/forward-web-socket.ts";

// The documented examples, run as they stand by the real thing.
describe.each([
  ["nginx", "/usr/sbin/nginx"],
  ["caddy", "/usr/bin/caddy"],
] as const)("%s", (proxy, binary) => {
  describe.skipIf(!existsSync(binary))(`needs Debian's package ${proxy}`, () => {
    let world: ForwardAuthWorld;

    beforeAll(async () => {
      world = await startForwardAuthWorld(proxy);
    });

    afterAll(() => world.close());

    beforeEach(() => {
      world.app.seen.length = 0;
    });

    it("lets a signed-in person through and tells the app who it is", async () => {
      const session = world.vault.add("s1");
      const { status } = await world.get("/wiki/page?a=1&b=2", { Cookie: world.cookieOf(session) });
      expect(status).toBe(200);
      const [seen] = world.app.seen;
      expect(seen?.url).toBe("/wiki/page?a=1&b=2");
      expect(seen?.headers["x-auth-request-user"]).toBe("user-of-s1");
      expect(seen?.headers["x-auth-request-email"]).toBe("ada@example.com");
    });

    it("sends somebody who is signed out to the sign-in, and back to where they were going", async () => {
      const started = await world.get("/wiki/page?a=1&b=2");
      const location = started.headers.location ?? "";
      const next = location.startsWith("/sign-in") ? location : (await world.get(location)).headers.location;
      expect(started.status).toBe(303);
      expect(next).toBe(`/sign-in?return_to=${encodeURIComponent("/wiki/page?a=1&b=2")}`);
      expect(world.app.seen).toEqual([]);
    });

    it("sends a form that was posted while signed out to the sign-in, without its body", async () => {
      const { status } = await world.get("/wiki/save", {}, "POST");
      expect(status).toBe(303);
      expect(world.app.seen).toEqual([]);
    });

    const signInFor = (path: string) => `/sign-in?${new URLSearchParams({ return_to: path })}`;
    const smuggled =
      "/wiki/page?rd=%2Faccount&redirect=1&prompt=none&allowed_email_domains=other.example&allowed_groups=x";

    it("leads to the page itself, whatever the page's own parameters are called", async () => {
      expect((await world.get(smuggled)).headers.location).toBe(signInFor(smuggled));
      const session = world.vault.add("s10");
      expect((await world.get(smuggled, { Cookie: world.cookieOf(session) })).status).toBe(200);
      expect(world.app.seen.map(({ url }) => url)).toEqual([smuggled]);
    });

    it("keeps out somebody whom the page's own parameters would allow, and leads them back to the page", async () => {
      const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate" };
      const eve = world.vault.add("s11", { email: "eve@other.example" });
      const refused = await world.get(smuggled, { ...page, Cookie: world.cookieOf(eve) });
      expect(refused.status).toBe(403);
      const back = new URLSearchParams({ prompt: "select_account", return_to: smuggled });
      expect(refused.body).toContain(`href="${world.origin}/sign-in?${back}"`.replaceAll("&", "&amp;"));
      expect(world.app.seen).toEqual([]);
    });

    const form = { "Content-Type": "application/x-www-form-urlencoded", Accept: "text/html" };

    it("comes back from a form that was sent while signed out to the form's page", async () => {
      const edit = { ...form, Origin: world.origin, Referer: `${world.origin}/wiki/edit?id=5` };
      expect((await world.get("/wiki/save?id=5", edit, "POST")).headers.location).toBe(signInFor("/wiki/edit?id=5"));
    });

    it.each(["https://evil.example/form", "", "no address"])(
      "comes back from a form of which the page is not known to what lies above it: Referer %o",
      async (referrer) => {
        const headers = { ...form, ...(referrer ? { Referer: referrer } : {}) };
        expect((await world.get("/wiki/items/5/save?id=5", headers, "POST")).headers.location).toBe(
          signInFor("/wiki/items/5/"),
        );
      },
    );

    /** Of 59 letters each: with their commas 11,999 bytes. */
    const longGroups = Array.from({ length: 200 }, (_, index) => `${index}-`.padEnd(59, "g"));

    it("tells the app of 200 long groups, 12,000 bytes at most", async () => {
      const session = world.vault.add("s12", { groups: longGroups });
      expect((await world.get("/wiki/", { Cookie: world.cookieOf(session) })).status).toBe(200);
      expect(world.app.seen[0]?.headers["x-auth-request-groups"]).toBe(longGroups.join(","));
      expect(world.warned).toEqual([]);
    });

    it("lets people through whose groups are longer, without any, and says so in the log once", async () => {
      const session = world.vault.add("s13", { groups: [...longGroups, "x"] });
      for (const page of ["/wiki/a", "/wiki/b"]) {
        expect((await world.get(page, { Cookie: world.cookieOf(session) })).status).toBe(200);
      }
      expect(world.app.seen.map(({ headers }) => headers["x-auth-request-groups"] ?? "")).toEqual(["", ""]);
      const fields = { user: "user-of-s13", groups: 201, bytes: 12_001, mostBytes: 12_000 };
      expect(world.warned).toEqual([{ message: expect.stringContaining("too long for a header"), fields }]);
    });

    it("comes back to a deep link of 9,000 letters", async () => {
      const deep = `/wiki/?q=${"x".repeat(9_000)}`;
      // Browsers cut a longer one to its origin (Referrer Policy).
      const referrer = `${world.origin}/wiki/?q=${"y".repeat(4_000)}`;
      const { location = "" } = (await world.get(deep, { Referer: referrer })).headers;
      expect(location.length).toBeLessThan(200);
      const back = new URLSearchParams(location.split("?")[1]).get("return_to") ?? "";
      const cookie = { Cookie: world.cookieOf(world.vault.add("s14")) };
      expect((await world.get(back, cookie)).headers.location).toBe(deep);
      expect((await world.get(deep, cookie)).status).toBe(200);
    });

    it("refuses somebody who is not allowed with 403, not with another sign-in", async () => {
      const session = world.vault.add("s2", { email: "eve@other.example" });
      const { status } = await world.get("/wiki/", { Cookie: world.cookieOf(session) });
      expect(status).toBe(403);
      expect(world.app.seen).toEqual([]);
    });

    it("shows a person who is not allowed a page with a way on, and leaves the app's own 403 alone", async () => {
      const page = { Accept: "text/html,application/xhtml+xml", "Sec-Fetch-Mode": "navigate" };
      const eve = world.vault.add("s6", { email: "eve@other.example", displayName: "Eve" });
      const refused = await world.get("/wiki/page?a=1&b=2", { ...page, Cookie: world.cookieOf(eve) });
      expect([refused.status, refused.headers["content-type"]]).toEqual([403, "text/html; charset=utf-8"]);
      expect(refused.headers["content-security-policy"]).toContain("default-src 'none'");
      expect(refused.headers["cache-control"]).toBe("no-store");
      expect(refused.body).toContain("eve@other.example");
      const back = new URLSearchParams({ prompt: "select_account", return_to: "/wiki/page?a=1&b=2" });
      expect(refused.body).toContain(`href="${world.origin}/sign-in?${back}"`.replaceAll("&", "&amp;"));

      const program = await world.get("/wiki/", { Accept: "application/json", Cookie: world.cookieOf(eve) });
      expect([program.status, JSON.parse(program.body).code]).toEqual([403, "app_not_allowed"]);

      const usual = world.app.answer;
      world.app.answer = (_, response) => void response.writeHead(403).end("the app's own");
      const { body } = await world.get("/wiki/", { ...page, Cookie: world.cookieOf(world.vault.add("s7")) });
      world.app.answer = usual;
      expect(body).toBe("the app's own");
    });

    it("carries a signed-in person's WebSocket, and refuses anybody else's with a status", async () => {
      const sockets = greetWebSockets(world.app);
      const address = `${world.origin.replace("http:", "ws:")}/wiki/live`;
      const session = world.vault.add("s8");
      expect(await tryWebSocket(address, { Cookie: world.cookieOf(session) })).toBe("hello");
      expect(world.app.seen[0]?.headers["x-auth-request-user"]).toBe("user-of-s8");
      world.app.seen.length = 0;
      // Not every browser says more of a handshake than that it is one.
      expect(await tryWebSocket(address, {})).toBe(401);
      expect(await tryWebSocket(address, { "Sec-Fetch-Mode": "websocket" })).toBe(401);
      const eve = world.vault.add("s9", { email: "eve@other.example" });
      expect(await tryWebSocket(address, { Cookie: world.cookieOf(eve) })).toBe(403);
      expect(world.app.seen).toEqual([]);
      sockets.close();
    });

    it("answers 401 to a program that wants no page", async () => {
      expect((await world.get("/wiki/", { Accept: "application/json" })).status).toBe(401);
      expect(world.app.seen).toEqual([]);
    });

    it("does not pass on an identity that the caller wrote", async () => {
      const session = world.vault.add("s3", { username: undefined });
      await world.get("/wiki/", {
        Cookie: world.cookieOf(session),
        "X-Auth-Request-User": "admin",
        "X-Auth-Request-Email": "admin@example.com",
        "X-Auth-Request-Preferred-Username": "admin",
        "X-Auth-Request-Groups": "admins",
      });
      const { headers } = world.app.seen[0] ?? {};
      expect(headers?.["x-auth-request-user"]).toBe("user-of-s3");
      expect(headers?.["x-auth-request-groups"] ?? "").toBe("");
      expect(headers?.["x-auth-request-preferred-username"] ?? "").toBe("");
    });

    it("keeps the session cookie from the app, and leaves the app its own", async () => {
      const session = world.vault.add("s4");
      await world.get("/wiki/", { Cookie: `theme=dark; ${world.cookieOf(session)}; lang=de` });
      const cookie = world.app.seen[0]?.headers.cookie;
      expect(cookie).not.toContain("portico");
      expect(cookie).toMatch(/^theme=dark;\s*lang=de$/);
    });

    it("refuses from the moment the session has ended", async () => {
      const session = world.vault.add("s5");
      const headers = { Cookie: world.cookieOf(session) };
      expect((await world.get("/wiki/", headers)).status).toBe(200);
      await world.vault.end(session);
      expect((await world.get("/wiki/", headers)).status).toBe(303);
    });

    it("does not let anybody ask /oauth2/auth past it for the app", async () => {
      const { status } = await world.get("/wiki/../oauth2/auth");
      expect([200, 401, 404]).toContain(status);
      expect(world.app.seen).toEqual([]);
    });

    const preflight = { Origin: "https://other.example", "Access-Control-Request-Method": "PUT" };

    it("keeps a preflight from the app as everything that has no cookie", async () => {
      expect((await world.get("/wiki/", { ...preflight, "Sec-Fetch-Mode": "cors" }, "OPTIONS")).status).toBe(401);
      expect(world.app.seen).toEqual([]);
    });

    describe("with the lines for preflights", () => {
      let open: ForwardAuthWorld;

      beforeAll(async () => {
        open = await startForwardAuthWorld(proxy, { edit: letPreflightsPass });
      });

      afterAll(() => open.close());

      beforeEach(() => {
        open.app.seen.length = 0;
      });

      it("lets preflights through, as nobody's", async () => {
        const said = { ...preflight, "X-Auth-Request-User": "admin", "X-Auth-Request-Groups": "admins" };
        const cookie = { Cookie: `${open.cookieOf(open.vault.add("s1"))}; theme=dark` };
        expect((await open.get("/wiki/items", { ...said, ...cookie }, "OPTIONS")).status).toBe(200);
        const [{ headers, method }] = open.app.seen as [(typeof open.app.seen)[0]];
        expect(method).toBe("OPTIONS");
        expect(headers["access-control-request-method"]).toBe("PUT");
        expect(headers["x-auth-request-user"] ?? "").toBe("");
        expect(headers["x-auth-request-groups"] ?? "").toBe("");
        expect(headers.cookie).toBe("theme=dark");
      });

      it.each([
        ["GET", preflight],
        ["PUT", preflight],
        ["GET", { ...preflight, "X-Forwarded-Method": "OPTIONS" }],
        ["GET", { ...preflight, "X-HTTP-Method-Override": "OPTIONS" }],
        ["OPTIONS", { Origin: "https://other.example" }],
      ])("lets nothing else through: %s %o", async (method, headers) => {
        const { status } = await open.get("/wiki/items", { ...headers, "Sec-Fetch-Mode": "cors" }, method);
        expect(status).toBe(401);
        expect(open.app.seen).toEqual([]);
      });
    });

    it("passes everything else to the portal", async () => {
      expect((await world.get("/account")).body).toBe("portal /account");
    });
  });
});

/** Does what the comment in either example says. */
function letPreflightsPass(example: string): string {
  const lines =
    /^(\s*)# (if \(\$preflight|@preflight \{|@asked not \{|\tmethod OPTIONS|\theader Access|\}|request_header @pre)/gm;
  return example.replace(lines, "$1$2").replaceAll("forward_auth 127", "forward_auth @asked 127");
}
