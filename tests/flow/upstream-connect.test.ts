import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import {
  chooseAtProvider,
  createPortalWorld,
  type PortalProcess,
  type PortalWorld,
} from "#tests/support/portal-world.ts";

// From a refused call by its own link to a call that works, the way a frontend sends a person.
describe("what a call's problem links to", () => {
  let world: PortalWorld;
  let portal: PortalProcess;
  let browser: CookieBrowser;
  beforeAll(async () => {
    const config = (demo: PorticoConfig): PorticoConfig => {
      const { github, microsoft } = demo.apis ?? {};
      return {
        ...demo,
        rateLimits: { signInPerMinute: 100_000 },
        apis: {
          github: { ...github, target: github?.target ?? "" },
          repos: { ...github, target: github?.target ?? "", paths: ["/user"], scopes: ["repo"] },
          microsoft: { ...microsoft, target: microsoft?.target ?? "" },
        },
      };
    };
    world = await createPortalWorld({ scheme: "http", config });
    portal = await world.start();
  });
  beforeEach(async () => {
    browser = await world.signIn(portal, "microsoft-entra-id", "ada");
  });
  afterEach(() => world.demo.controls.reset());
  afterAll(() => world.close());

  const call = (api: string, path = "/user") => world.call(portal, browser, `/bff/api/${api}${path}`);
  async function problem(api: string, path?: string) {
    return (await (await call(api, path)).json()) as { code: string; connect_url?: string; login_url?: string };
  }
  async function whoIs(): Promise<Record<string, unknown>> {
    const claims = (await (await world.call(portal, browser, "/bff/user")).json()) as {
      type: string;
      value: unknown;
    }[];
    const find = (name: string) => claims.find(({ type }) => type === name)?.value;
    return { sub: find("sub"), sid: find("sid"), idp: find("idp") };
  }

  /** Opens the link from a page of the portal and allows what the provider asks; answers what was asked and where it led. */
  async function follow(url: string | undefined, person = "ada") {
    const ofPage = { headers: { "sec-fetch-site": "same-origin", referer: `${world.publicUrl}/playground` } };
    const begun = await browser.fetch(`${url}&returnUrl=/playground`, ofPage);
    const start = await browser.fetch(begun.headers.get("location") ?? "", ofPage);
    const asked = new URL(start.headers.get("location") ?? "");
    const landed = await browser.fetch(await chooseAtProvider(asked.href, { person }));
    return { scopes: asked.searchParams.get("scope")?.split(" "), location: landed.headers.get("location") };
  }

  it("connects another provider to the session at hand, with all that the API needs in one go", async () => {
    const before = await whoIs();
    const refused = await problem("repos");
    expect(refused).toMatchObject({ status: 403, code: "provider_connection_required" });
    expect(await follow(refused.connect_url)).toEqual({
      scopes: ["read:user", "user:email", "repo"],
      location: "/playground",
    });
    expect((await call("repos")).status).toBe(200);
    expect((await call("github")).status).toBe(200);
    expect(await whoIs()).toEqual(before);
  });

  it("asks another provider for just the missing scope, and keeps what was granted", async () => {
    const before = await whoIs();
    await follow((await problem("github")).connect_url);
    const refused = await problem("repos");
    expect(refused).toMatchObject({ status: 403, code: "scope_required" });
    expect(new URL(refused.connect_url ?? "").searchParams.get("scope")).toBe("repo");
    expect((await follow(refused.connect_url)).scopes).toEqual(["read:user", "user:email", "repo"]);
    expect((await call("repos")).status).toBe(200);
    expect(await whoIs()).toEqual(before);
  });

  it("connects another provider anew whose access the person ended there; nobody is signed in instead", async () => {
    await follow((await problem("repos")).connect_url);
    const before = await whoIs();
    expect((await call("repos")).status).toBe(200);
    world.demo.controls.revokeGrantsOf("github", "ada");
    // The API's own refusal makes us look; GitHub's tokens can't be refreshed, so that is their end.
    const refused = await problem("repos");
    expect(refused).toMatchObject({ status: 401, code: "reauthentication_required" });
    const started = await follow(refused.login_url);
    expect(started).toEqual({ scopes: ["read:user", "user:email", "repo"], location: "/playground" });
    expect((await call("repos")).status).toBe(200);
    expect(await whoIs()).toEqual(before);
  });

  it("asks the person before it follows such a link that a mail or another site brought, and believes no other's answer", async () => {
    const link = `${(await problem("repos")).connect_url}&returnUrl=/playground`;
    const elsewhere = { headers: { "sec-fetch-site": "none" } };
    const begun = await browser.fetch(link, elsewhere);
    const start = await browser.fetch(begun.headers.get("location") ?? "", elsewhere);
    const page = await browser.fetch(start.headers.get("location") ?? "");
    const question = await page.text();
    expect(question).toContain("More access to GitHub?");
    const action = /action="([^"]+)"/.exec(question)?.[1]?.replaceAll("&amp;", "&") ?? "";
    const token = /name="form_token" value="([^"]+)"/.exec(question)?.[1] ?? "";
    const answer = async (url: string, form: Record<string, string>) => {
      const headers = { origin: world.publicUrl };
      const answered = await browser.fetch(url, { method: "POST", headers, body: new URLSearchParams(form) });
      return answered.headers.get("location") ?? "";
    };
    expect(await answer(action, {})).toContain("code=csrf_token_invalid");
    expect(await answer(action.replace("scope=repo", "scope=user%3Aemail"), { form_token: token })).toContain(
      "code=csrf_token_invalid",
    );
    const asked = await answer(action, { form_token: token });
    expect(new URL(asked).searchParams.get("scope")?.split(" ")).toContain("repo");
    const landed = await browser.fetch(await chooseAtProvider(asked, { person: "ada" }));
    expect(landed.headers.get("location")).toBe("/playground");
    expect((await call("repos")).status).toBe(200);
  });

  it("refuses somebody else's account at the other provider, and leaves the session as it is", async () => {
    await world.signIn(portal, "github", "grace");
    const before = await whoIs();
    const { location } = await follow((await problem("repos")).connect_url, "grace");
    expect(location).toContain("code=identity_conflict");
    expect((await problem("repos")).code).toBe("provider_connection_required");
    expect(await whoIs()).toEqual(before);
  });

  it("signs in again where the session began, and the call then works", async () => {
    const before = await whoIs();
    world.demo.controls.adjust("microsoft", { refusesRefreshOf: new Set(["ada"]), accessTokenSeconds: 30 });
    browser = await world.signIn(portal, "microsoft-entra-id", "ada");
    world.demo.controls.revokeGrantsOf("microsoft", "ada");
    const refused = await problem("microsoft", "/me");
    expect(refused).toMatchObject({ status: 401, code: "reauthentication_required" });
    expect(refused.login_url).toBe(`${world.publicUrl}/bff/login?provider=microsoft-entra-id`);
    world.demo.controls.reset();
    expect((await follow(refused.login_url)).location).toBe("/playground");
    expect((await call("microsoft", "/me")).status).toBe(200);
    expect(await whoIs()).toMatchObject({ sub: before["sub"], idp: before["idp"] });
  });
});
