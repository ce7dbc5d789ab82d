import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { type RunningPortal, startPortal } from "#tests/support/start-portal.ts";

// The one thing that the harness of sign-in.test.ts leaves out: Auth.js in Next's bundle, behind the real front door.
describe("signing in through the running portal", () => {
  let portal: RunningPortal;
  beforeAll(async () => {
    portal = await startPortal();
  });
  afterAll(() => portal.stop());

  const ownForm = (body: Record<string, string> = {}) => ({
    method: "POST",
    body: new URLSearchParams(body),
    headers: { origin: portal.url, "sec-fetch-site": "same-origin" },
  });

  async function choose(authorizationUrl: string | null, body: Record<string, string>): Promise<string> {
    const answer = await fetch(authorizationUrl ?? "", {
      method: "POST",
      body: new URLSearchParams(body),
      redirect: "manual",
    });
    return answer.headers.get("location") ?? "";
  }

  it.each(["google", "microsoft-entra-id", "github"])("with %s: session, return path, used callback", async (id) => {
    const browser = new CookieBrowser(portal.url);
    const begun = await browser.fetch(`/api/auth/signin/${id}`, ownForm({ callbackUrl: "/playground" }));
    expect(begun.status).toBe(303);
    const callback = await choose(begun.headers.get("location"), { person: "ada" });
    const landed = await browser.fetch(callback);
    expect([landed.status, landed.headers.get("location")]).toEqual([303, "/playground"]);
    expect(landed.headers.get("x-request-id")).toBeTruthy();
    expect(browser.names().sort()).toEqual([`portico-${portal.port}`, "portico-last-provider"]);

    const user = await browser.fetch("/bff/user", { headers: { accept: "application/json", "x-csrf": "1" } });
    expect(await user.json()).toContainEqual({ type: "name", value: "Ada Lovelace" });
    expect((await browser.fetch(callback)).headers.get("location")).toBe("/");
    expect((await new CookieBrowser(portal.url).fetch(callback)).headers.get("location")).toContain(
      "code=sign_in_expired",
    );
  });

  it("reads forms whole, as large as they may be, and none of thousands of parameters", async () => {
    const large = { padding: "x".repeat(60_000), theme: "dark", return_to: "/device" };
    const themed = await new CookieBrowser(portal.url).fetch("/theme", ownForm(large));
    expect([themed.status, themed.headers.get("location")]).toEqual([303, "/device"]);
    expect(themed.headers.get("set-cookie")).toContain("portico-theme=dark");
    const flood = Object.fromEntries(Array.from({ length: 2_000 }, (_, index) => [`p${index}`, ""]));
    for (const path of ["/theme", "/api/auth/signin/google"]) {
      const refused = await new CookieBrowser(portal.url).fetch(path, ownForm(flood));
      expect(refused.headers.get("location")).toContain("/error?code=too_many_parameters&");
    }
    const program = await new CookieBrowser(portal.url).fetch("/oauth2/token", ownForm(flood));
    expect([program.status, await program.text()]).toEqual([400, expect.stringContaining("too_many_parameters")]);
  });

  it("Cancel leads to the error page with the request's reference", async () => {
    const browser = new CookieBrowser(portal.url);
    const begun = await browser.fetch("/api/auth/signin/google", ownForm());
    const refused = await browser.fetch(await choose(begun.headers.get("location"), { cancel: "" }));
    const location = refused.headers.get("location") ?? "";
    expect(location).toContain("code=sign_in_cancelled");
    expect(location).toContain(`ref=${refused.headers.get("x-request-id")}`);
  });

  it.each([
    ["/bff/login?provider=github&returnUrl=", 9_000],
    ["/bff/login?provider=github&returnUrl=", 15_000],
  ])("leads back to a deep link, by %s, %i letters", async (login, letters) => {
    const deep = `/playground?q=${"x".repeat(letters)}`;
    const browser = new CookieBrowser(portal.url);
    const led = await browser.fetch(login + encodeURIComponent(deep));
    const start = await browser.fetch(led.headers.get("location") ?? "");
    const landed = await browser.fetch(await choose(start.headers.get("location"), { person: "grace" }));
    const onward = await browser.fetch(landed.headers.get("location") ?? "");
    expect([onward.status, onward.headers.get("location")]).toEqual([303, deep]);
  });

  it("leads back to a deep link from the sign-in page, with a small form and a small cookie", async () => {
    const deep = `/playground?q=${"x".repeat(9_000)}`;
    const browser = new CookieBrowser(portal.url);
    const page = await browser.fetch(`/sign-in?return_to=${encodeURIComponent(deep)}`);
    const short = new URL(page.headers.get("location") ?? "", portal.url).searchParams.get("return_to") ?? "";
    expect(short).toMatch(/^\/bff\/return\?to=/);
    for (const callbackUrl of [short, deep]) {
      const begun = await browser.fetch("/api/auth/signin/google", ownForm({ callbackUrl }));
      for (const cookie of begun.headers.getSetCookie()) expect(cookie.length).toBeLessThan(2_000);
      const landed = await browser.fetch(await choose(begun.headers.get("location"), { person: "ada" }));
      expect((await browser.fetch(landed.headers.get("location") ?? "")).headers.get("location")).toBe(deep);
    }
  });

  it("starts by a link: /bff/login", async () => {
    const browser = new CookieBrowser(portal.url);
    const login = await browser.fetch("/bff/login?provider=github&returnUrl=/playground");
    const start = await browser.fetch(login.headers.get("location") ?? "");
    const callback = await choose(start.headers.get("location"), { person: "grace" });
    expect((await browser.fetch(callback)).headers.get("location")).toBe("/playground");
  });

  it("refuses a sign-in form of another site", async () => {
    const headers = { origin: "https://evil.example", "sec-fetch-site": "cross-site", accept: "application/json" };
    const answer = await fetch(`${portal.url}/api/auth/signin/google`, { method: "POST", headers, redirect: "manual" });
    expect(answer.status).toBe(403);
  });

  it.each(["session", "csrf", "providers", "signout", "error", "signin", "verify-request"])(
    "has no /api/auth/%s",
    async (path) => {
      expect((await fetch(`${portal.url}/api/auth/${path}`, { redirect: "manual" })).status).toBe(404);
    },
  );

  it("has printed no code, state, verifier or token", () => {
    expect(portal.log()).toContain("audit sign_in.succeeded");
    expect(portal.log()).not.toMatch(/demo-[\w-]{20}|ya29\.demo|gho_demo|EwB\.demo|eyJ|Fe26/);
  });
});
