import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { PorticoConfig } from "#server/config/config-schema.ts";
import { type AppTokens, connectApp, removeAccess } from "#tests/support/connect-app.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { createPortalWorld, type PortalProcess, type PortalWorld } from "#tests/support/portal-world.ts";
import { fetchStatusList, statusOf, statusReferenceOf } from "#tests/support/status-of-token.ts";

const archive = "https://archive.example/v1";

/** Calendar Buddy also reads notes, whose API checks status lists, and an archive, which doesn't. */
function withSignedTokens(demo: PorticoConfig): PorticoConfig {
  const [notes] = demo.resources?.filter(({ accessTokenFormat }) => accessTokenFormat === "jwt") ?? [];
  return {
    ...demo,
    resources: [
      ...(demo.resources ?? []),
      { identifier: archive, name: "Archive", scopes: ["archive:read"], accessTokenFormat: "jwt" },
    ],
    clients: (demo.clients ?? []).map((client) =>
      client.clientId === "calendar-buddy"
        ? {
            ...client,
            scopes: [...(client.scopes ?? []), "notes:read", "archive:read"],
            resources: [...(client.resources ?? []), notes?.identifier ?? "", archive],
          }
        : client,
    ),
  };
}

describe("status lists of JWT access tokens", () => {
  let world: PortalWorld;
  let portal: PortalProcess;
  let notes: string;
  beforeAll(async () => {
    world = await createPortalWorld({ scheme: "http", config: withSignedTokens });
    portal = await world.start();
    notes = `${world.demo.urls.api}/demo`;
  });
  afterAll(() => world.close());

  const connect = (browser: CookieBrowser, resource = notes): Promise<AppTokens> =>
    connectApp(world, portal, browser, { scope: "openid offline_access notes:read archive:read", resource });
  const signIn = () => world.signIn(portal, "github", "ada");
  const callNotes = (token: string) => fetch(`${notes}/me`, { headers: { authorization: `Bearer ${token}` } });
  const receiptOf = async (browser: CookieBrowser) => {
    const page = await (await browser.fetch("/connected-apps/removed")).text();
    return page.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
  };

  it("make an API refuse a removed app's token, and the receipt says by when", async () => {
    const browser = await signIn();
    const { access_token } = await connect(browser);
    await removeAccess(world, browser);
    const text = await receiptOf(browser);
    expect(text).toContain("every key it held is dead, or refused within 15 seconds");
    expect(text).toContain("One access token, refused within 15 seconds");

    const refused = await callNotes(access_token);
    expect(refused.status).toBe(401);
    expect(refused.headers.get("www-authenticate")).toContain("ended before its time");
    // The same list, kept by the API: it is about this token, and not about the next one.
    const next = await connect(browser);
    expect((await callNotes(next.access_token)).status).toBe(200);
  });

  it("let the receipt say of an API that doesn't check them until when it may accept a token", async () => {
    const browser = await signIn();
    const forArchive = await connect(browser, archive);
    expect(await statusOf(forArchive.access_token, world.publicUrl)).toBe("valid");
    await removeAccess(world, browser);
    const text = await receiptOf(browser);
    expect(text).toMatch(/One access token: Archive may accept it until [^.]+20\d\d/);
    expect(text).not.toMatch(/every key it held|no longer has access/);
    expect(await statusOf(forArchive.access_token, world.publicUrl)).toBe("ended");
  });

  it("end the token with which the BFF called an API, when the person signs out", async () => {
    const browser = await signIn();
    const answer = await world.call(portal, browser, "/bff/api/demo/me");
    const { claims } = (await answer.json()) as { claims: { status: { status_list: { idx: number; uri: string } } } };
    const { idx, uri } = claims.status.status_list;
    expect((await fetchStatusList(uri, world.publicUrl)).statusAt(idx)).toBe(0);
    await world.call(portal, browser, "/bff/logout", { method: "POST" });
    expect((await fetchStatusList(uri, world.publicUrl)).statusAt(idx)).toBe(1);
  });

  describe("are served", () => {
    let uri: string;
    const ask = (address: string, init: RequestInit = {}) => fetch(address, { redirect: "manual", ...init });
    const codeOf = async (response: Response) =>
      `${response.status} ${((await response.json()) as { code: string }).code}`;
    beforeAll(async () => {
      uri = statusReferenceOf((await connect(await signIn())).access_token).uri;
    });

    it("signed, short-lived, for anyone to keep for ten seconds, and without a cookie", async () => {
      const { claims, response } = await fetchStatusList(uri, world.publicUrl);
      const { iat = 0, exp = 0 } = claims;
      expect([claims["ttl"], exp - iat]).toEqual([10, 60]);
      expect(response.headers.get("content-type")).toBe("application/statuslist+jwt");
      expect(response.headers.get("cache-control")).toBe("public, max-age=10");
      expect(response.headers.get("access-control-allow-origin")).toBe("*");
      expect(response.headers.getSetCookie()).toEqual([]);
    });

    it("anew only when they are other ones", async () => {
      const first = await ask(uri);
      const etag = first.headers.get("etag") ?? "";
      expect((await ask(uri, { headers: { "if-none-match": etag } })).status).toBe(304);
      const other = await ask(uri, { headers: { "if-none-match": '"another"' } });
      expect([other.status, other.headers.get("etag")]).toEqual([200, etag]);
      const head = await ask(uri, { method: "HEAD" });
      expect([head.status, await head.text()]).toEqual([200, ""]);
    });

    it("all together by the address in the metadata", async () => {
      const metadata = await (await ask(`${world.publicUrl}/.well-known/oauth-authorization-server`)).json();
      const { status_list_aggregation_endpoint } = metadata as { status_list_aggregation_endpoint: string };
      const { claims } = await fetchStatusList(uri, world.publicUrl);
      expect(claims["status_list"]).toMatchObject({ aggregation_uri: status_list_aggregation_endpoint });
      expect(await (await ask(status_list_aggregation_endpoint)).json()).toEqual({ status_lists: [uri] });
    });

    it("to browser code on any origin", async () => {
      const headers = { origin: "https://spa.example", "access-control-request-method": "GET" };
      const preflight = await ask(uri, { method: "OPTIONS", headers });
      expect([preflight.status, preflight.headers.get("access-control-allow-origin")]).toEqual([204, "*"]);
    });

    it.each<[string, string, RequestInit, string]>([
      ["an invented id", "/x", {}, "404 route_not_found"],
      ["a changed id", "A", {}, "404 route_not_found"],
      ["another time", "?time=1686925000", {}, "501 status_list_time_unsupported"],
      ["a form that they don't have", "", { headers: { accept: "application/statuslist+cwt" } }, "406 not_acceptable"],
      ["a method that changes something", "", { method: "DELETE" }, "405 method_not_allowed"],
    ])("not for %s", async (_what, suffix, init, expected) => {
      expect(await codeOf(await ask(uri + suffix, init))).toBe(expected);
    });
  });
});
