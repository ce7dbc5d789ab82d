import { afterEach, describe, expect, it } from "vitest";
import { mayPass } from "#server/forward-auth/access/access-policy.ts";
import { type ForwardAuthWorld, startForwardAuthWorld } from "#tests/support/forward-auth-world.ts";
import { checkForwardTarget } from "./target-policy.ts";

let world: ForwardAuthWorld | undefined;

afterEach(async () => {
  await world?.close();
  world = undefined;
});

/** What a browser says when a link of a page of the same host was followed. */
const ownLink = { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "navigate", "Sec-Fetch-Dest": "document" };

async function start(extra?: Parameters<typeof startForwardAuthWorld>[1]) {
  world = await startForwardAuthWorld(undefined, extra);
  const session = world.vault.add("s1", { username: "ada\u00e9", groups: ["staff", "wiki"] });
  return { ...world, session, cookie: { Cookie: world.cookieOf(session) } };
}

describe("GET /oauth2/auth", () => {
  it("answers 202 with who it is", async () => {
    const { get, cookie } = await start();
    const { status, headers } = await get("/oauth2/auth", cookie);
    expect(status).toBe(202);
    expect(headers).toMatchObject({
      "x-auth-request-user": "user-of-s1",
      "x-auth-request-email": "ada@example.com",
      "x-auth-request-groups": "staff,wiki",
      "x-auth-request-preferred-username": Buffer.from("ada\u00e9").toString("latin1"),
      "cache-control": "no-store",
    });
  });

  it("answers 401 without a session, and tells nothing", async () => {
    const { get } = await start();
    const { status, headers } = await get("/oauth2/auth");
    expect(status).toBe(401);
    expect(Object.keys(headers).filter((name) => name.startsWith("x-auth-request"))).toEqual([]);
  });

  it("answers 403 to somebody who is signed in but not allowed, and tells nothing", async () => {
    const { get, cookie } = await start();
    const { status, headers, body } = await get("/oauth2/auth?allowed_email_domains=other.example", cookie);
    expect(status).toBe(403);
    expect(headers["x-auth-request-user"]).toBeUndefined();
    expect(JSON.parse(body)).toMatchObject({ code: "app_not_allowed", status: 403 });
    expect(body).not.toMatch(/ada|user-of-s1/i);
  });

  it("shows a person a page instead, with the way to another account and back to what Caddy names", async () => {
    const { get, cookie, origin } = await start();
    const page = { ...cookie, Accept: "text/html", "X-Forwarded-Uri": "/wiki/?a=1" };
    const { status, headers, body } = await get("/oauth2/auth?allowed_groups=admins", page);
    expect([status, headers["content-type"]]).toEqual([403, "text/html; charset=utf-8"]);
    const back = new URLSearchParams({ prompt: "select_account", return_to: "/wiki/?a=1" });
    expect(body).toContain(`href="${origin}/sign-in?${back}"`.replaceAll("&", "&amp;"));
    for (const other of [{ "Sec-Fetch-Mode": "cors" }, { Accept: "*/*" }, { Upgrade: "websocket" }]) {
      const answer = await get("/oauth2/auth?allowed_groups=admins", { ...page, ...other });
      expect(answer.headers["content-type"], JSON.stringify(other)).toBe("application/problem+json");
    }
  });

  it("keeps an address back that is not verified", async () => {
    const { get, vault, cookieOf } = await start();
    const session = vault.add("s2", { emailVerified: false });
    const { status, headers } = await get("/oauth2/auth", { Cookie: cookieOf(session) });
    expect(status).toBe(202);
    expect(headers["x-auth-request-email"]).toBe("");
  });

  it("answers 401 from the moment the session has ended", async () => {
    const { get, vault, session, cookie } = await start();
    expect((await get("/oauth2/auth", cookie)).status).toBe(202);
    await vault.end(session);
    expect((await get("/oauth2/auth", cookie)).status).toBe(401);
  });

  it("answers 500, not 2xx, when the session can't be looked up", async () => {
    const { get, vault, cookie } = await start();
    vault.cached.clear();
    vault.authenticate = async () => {
      throw new Error("no database");
    };
    expect((await get("/oauth2/auth", cookie)).status).toBe(500);
  });

  it.each(["text/html", "application/json"])(
    "says when to ask again while the database is away, to who wants %s",
    async (accept) => {
      const { get, vault, cookie } = await start();
      vault.cached.clear();
      vault.authenticate = async () => {
        throw Object.assign(new Error("connect ECONNREFUSED"), { code: "ECONNREFUSED" });
      };
      const { status, headers } = await get("/oauth2/auth", { ...cookie, Accept: accept });
      expect([status, headers["retry-after"]]).toEqual([503, "2"]);
    },
  );
});

it("sends a navigation to the sign-in from /oauth2/auth when asked to, and back to what Traefik names", async () => {
  const { get } = await start();
  const { status, headers } = await get("/oauth2/auth?redirect=1", { "X-Forwarded-Uri": "/wiki/?a=1" });
  expect(status).toBe(303);
  expect(headers.location).toBe("/sign-in?return_to=%2Fwiki%2F%3Fa%3D1");
  expect((await get("/oauth2/auth?redirect=1", { "Sec-Fetch-Mode": "cors" })).status).toBe(401);
});

describe("where the person was going", () => {
  const signInFor = (path: string) => `/sign-in?${new URLSearchParams({ return_to: path })}`;
  const navigation = { "Sec-Fetch-Mode": "navigate" };

  it.each<[string, string, Record<string, string>, string]>([
    [
      "is what the proxy says, not rd",
      "/oauth2/start?rd=%2Fevil",
      { "X-Auth-Request-Redirect": "/wiki/?a=1" },
      "/wiki/?a=1",
    ],
    [
      "is what the proxy says, not rd, before a request",
      "/oauth2/auth?redirect=1&rd=%2Fevil",
      { "X-Forwarded-Uri": "/wiki/" },
      "/wiki/",
    ],
    ["is rd of a link", "/oauth2/start?rd=%2Fwiki%2F", {}, "/wiki/"],
    // As oauth2-proxy's nginx example has it for all below /oauth2/.
    [
      "is rd of a link where the proxy names our own address",
      "/oauth2/start?rd=%2Fwiki%2F",
      { "X-Auth-Request-Redirect": "/oauth2/start?rd=%2Fwiki%2F" },
      "/wiki/",
    ],
    [
      "is rd of a link where the proxy names our whole address",
      "/oauth2/start?rd=%2Fwiki%2F",
      { "X-Auth-Request-Redirect": "https://portal.example/oauth2/start" },
      "/wiki/",
    ],
    [
      "is the form's page, by the method that the proxy says",
      "/oauth2/start",
      { "X-Auth-Request-Redirect": "/wiki/save", "X-Forwarded-Method": "POST", Referer: "ORIGIN/wiki/edit?id=1" },
      "/wiki/edit?id=1",
    ],
    [
      "is the form's page, by the form's own headers",
      "/oauth2/start",
      { "X-Auth-Request-Redirect": "/wiki/save", Origin: "null", Referer: "ORIGIN/wiki/edit" },
      "/wiki/edit",
    ],
    [
      "is the page above a form on another site",
      "/oauth2/start",
      {
        "X-Auth-Request-Redirect": "/wiki/save?x=/y/z",
        "X-Forwarded-Method": "PUT",
        Referer: "https://evil.example/a",
      },
      "/wiki/",
    ],
    [
      "is no endpoint of ours that a form was on",
      "/oauth2/start",
      { "X-Auth-Request-Redirect": "/wiki/save", "X-Forwarded-Method": "POST", Referer: "ORIGIN/oauth2/start" },
      "/wiki/",
    ],
    [
      "is the page itself by GET, wherever the link was",
      "/oauth2/start",
      { "X-Auth-Request-Redirect": "/wiki/a", "X-Forwarded-Method": "GET", Referer: "ORIGIN/wiki/b" },
      "/wiki/a",
    ],
  ])("%s", async (_, path, headers, expected) => {
    const { get, origin } = await start();
    const sent = Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [name, value.replace("ORIGIN", origin)]),
    );
    expect((await get(path, { ...navigation, ...sent })).headers.location).toBe(signInFor(expected));
  });
});

describe("an address that is too long to be carried along", () => {
  const navigation = { "Sec-Fetch-Mode": "navigate", Accept: "text/html" };
  const deep = `/wiki/?q=${"x".repeat(8_000)}`;

  it.each([
    ["/oauth2/start", { "X-Auth-Request-Redirect": deep }],
    ["/oauth2/auth?redirect=1", { "X-Forwarded-Uri": deep }],
    [`/oauth2/auth${deep}`, {}],
    [`/oauth2/start?rd=${encodeURIComponent(deep)}`, {}],
  ])("comes back from the sign-in whole: %.30s", async (path, headers) => {
    const { get, cookie } = await start();
    const { location = "" } = (await get(path, { ...navigation, ...headers })).headers;
    expect(location).toMatch(/^\/sign-in\?return_to=.{1,200}$/);
    const back = new URLSearchParams(location.split("?")[1]).get("return_to") ?? "";
    expect((await get(back, { ...navigation, ...cookie })).headers.location).toBe(deep);
  });

  it("comes back from the sign-in with another account whole", async () => {
    const { get, cookie } = await start();
    const { body } = await get("/oauth2/auth?allowed_groups=admins", {
      ...navigation,
      ...cookie,
      "X-Forwarded-Uri": deep,
    });
    const back = /return_to=([^"&]+)"/.exec(body)?.[1] ?? "";
    expect((await get(decodeURIComponent(back), { ...navigation, ...cookie })).headers.location).toBe(deep);
  });

  it("is not what a page's own parameter called kept says", async () => {
    const { get } = await start();
    const { headers } = await get("/oauth2/start?kept=1", {
      ...navigation,
      "X-Auth-Request-Redirect": "/wiki/?kept=1",
    });
    expect(headers.location).toBe("/sign-in?return_to=%2Fwiki%2F%3Fkept%3D1");
  });
});

describe("asked as Envoy asks, which appends path and query of the app", () => {
  const page = { Accept: "text/html", "Sec-Fetch-Mode": "navigate" };

  it.each(["/oauth2/auth/wiki/page", "/oauth2/auth/", "/oauth2/auth/wiki?allowed_groups=nobody", "/oauth2/auth//wiki"])(
    "answers 200 with who it is: %s",
    async (path) => {
      const { get, cookie } = await start();
      for (const method of ["GET", "POST", "DELETE", "PROPFIND"]) {
        const { status, headers } = await get(path, { ...cookie, "Content-Length": "0" }, method);
        expect([status, headers["x-auth-request-user"]], method).toEqual([200, "user-of-s1"]);
      }
    },
  );

  it("sends a page to the sign-in and back to the app's own path and query, and answers 401 to the rest", async () => {
    const { get } = await start();
    for (const path of ["/wiki/page?a=1&rd=%2Fevil&redirect=0", "/oauth2", "/"]) {
      const { status, headers } = await get(`/oauth2/auth${path}`, page);
      expect([status, headers.location]).toEqual([303, `/sign-in?${new URLSearchParams({ return_to: path })}`]);
    }
    expect((await get("/oauth2/auth//evil.example/x", page)).headers.location).toBe(
      "/sign-in?return_to=%2Fevil.example%2Fx",
    );
    expect((await get("/oauth2/auth/wiki", { "Sec-Fetch-Mode": "cors" })).status).toBe(401);
    expect((await get("/oauth2/auth/wiki", { ...page, "Sec-WebSocket-Key": "x" })).status).toBe(401);
  });

  it("comes back from a form to the form's page", async () => {
    const { get, origin } = await start();
    const { headers } = await get(
      "/oauth2/auth/wiki/save",
      { ...page, "Content-Length": "0", Referer: `${origin}/wiki/edit` },
      "POST",
    );
    expect(headers.location).toBe("/sign-in?return_to=%2Fwiki%2Fedit");
  });

  it.each<[Record<string, string | string[]>, number]>([
    [{ "X-Auth-Request-Allowed-Groups": "staff,admins" }, 200],
    [{ "X-Auth-Request-Allowed-Groups": "admins" }, 403],
    [{ "X-Auth-Request-Allowed-Groups": "" }, 403],
    [{ "X-Auth-Request-Allowed-Emails": "ada@example.com" }, 200],
    [{ "X-Auth-Request-Allowed-Email-Domains": "other.example" }, 403],
    [{ "X-Auth-Request-Allowed-Groups": "staff", "X-Auth-Request-Allowed-Emails": "eve@example.com" }, 403],
    // One that the caller added beside the proxy's only narrows.
    [{ "X-Auth-Request-Allowed-Groups": ["staff", "admins"] }, 403],
  ])(
    "takes the proxy's conditions from headers, and none from the app's query: %o is %i",
    async (headers, expected) => {
      const { get, cookie } = await start();
      const sent = { ...cookie, ...headers } as Record<string, string>;
      expect((await get("/oauth2/auth/wiki?allowed_groups=staff&allowed_emails=ada@example.com", sent)).status).toBe(
        expected,
      );
    },
  );

  it("is no other endpoint, whatever the app's path is called", async () => {
    const { get, cookie, signedOut } = await start();
    for (const path of ["sign_out", "..%2fsign_out", "callback?code=1", "userinfo"]) {
      expect((await get(`/oauth2/auth/${path}`, { ...cookie, ...ownLink })).status, path).toBe(200);
    }
    expect(signedOut).toEqual([]);
    expect((await get("/oauth2/authx", cookie)).body).toBe("portal /oauth2/authx");
  });
});

describe("who may pass", () => {
  const ada = { email: "Ada@Example.com", emailVerified: true };
  it.each([
    ["", true],
    ["allowed_emails=ada@example.com", true],
    ["allowed_emails=grace@example.com,ADA@example.com", true],
    ["allowed_emails=grace@example.com", false],
    ["allowed_emails=", false],
    ["allowed_email_domains=example.com", true],
    ["allowed_email_domains=.example.com", false],
    ["allowed_email_domains=ample.com", false],
    ["allowed_email_domains=*.com", true],
    ["allowed_groups=staff", true],
    ["allowed_groups=admin", false],
    ["allowed_groups=admin&allowed_groups=staff", true],
    ["allowed_groups=staff&allowed_emails=grace@example.com", false],
  ])("%s: %s", (query, expected) => {
    expect(mayPass(ada, ["staff"], new URLSearchParams(query))).toBe(expected);
  });

  it.each(["allowed_emails=ada@example.com", "allowed_email_domains=example.com"])(
    "never somebody whose address is not verified: %s",
    (query) => {
      expect(mayPass({ ...ada, emailVerified: false }, [], new URLSearchParams(query))).toBe(false);
      expect(mayPass({ email: undefined, emailVerified: true }, [], new URLSearchParams(query))).toBe(false);
    },
  );
});

describe("where rd may lead", () => {
  const targets = {
    origin: "https://login.example.com",
    origins: ["https://login.example.com", "https://grafana.example.org"],
    domains: ["wiki.example.com", ".apps.example.com", "x.example.com:8443"],
  };
  it.each([
    ["/a?b=1", "/a?b=1"],
    ["https://login.example.com/a", "/a"],
    ["https://wiki.example.com/a?b=1&c=2", "https://wiki.example.com/a?b=1&c=2"],
    ["https://one.apps.example.com/", "https://one.apps.example.com/"],
    ["https://x.example.com:8443/", "https://x.example.com:8443/"],
    ["http://wiki.example.com/", "/"],
    ["https://wiki.example.com:444/", "/"],
    ["https://apps.example.com/", "/"],
    ["https://evil-apps.example.com/", "/"],
    ["https://x.example.com/", "/"],
    ["https://wiki.example.com.evil.example/", "/"],
    ["https://wiki.example.com@evil.example/", "/"],
    ["https://evil.example\\@wiki.example.com/", "/"],
    ["https://evil.example/https://wiki.example.com", "/"],
    ["//wiki.example.com/", "/"],
    ["javascript:alert(1)//wiki.example.com", "/"],
    ["https:wiki.example.com", "/"],
    ["", "/"],
    ["https://grafana.example.org/d?x=1", "https://grafana.example.org/d?x=1"],
    ["https://grafana.example.org:8443/", "/"],
    ["https://a.grafana.example.org/", "/"],
    ["/oauth2/start?rd=/a", "/"],
    ["https://grafana.example.org/oauth2/start", "/"],
  ])("%s: %s", (candidate, expected) => {
    expect(checkForwardTarget(candidate, targets)).toBe(expected);
  });
});

describe("GET /oauth2/start", () => {
  it("leads to the sign-in and back to rd", async () => {
    const { get } = await start();
    const { status, headers } = await get("/oauth2/start?rd=%2Fwiki%2F%3Fa%3D1%26b%3D2");
    expect(status).toBe(303);
    expect(headers.location).toBe("/sign-in?return_to=%2Fwiki%2F%3Fa%3D1%26b%3D2");
  });

  it("answers 401 to what is no navigation, which could not follow to a sign-in page", async () => {
    const { get } = await start();
    const { status, headers } = await get("/oauth2/start?rd=/wiki/", { "Sec-Fetch-Mode": "cors" });
    expect(status).toBe(401);
    expect(headers.location).toBeUndefined();
  });

  it.each([
    [{ Accept: "application/json" }, 401],
    [{ Accept: "application/json, text/plain, */*" }, 401],
    [{ Accept: "image/avif,image/webp,*/*;q=0.8" }, 401],
    [{ Accept: "text/html", Upgrade: "websocket", Connection: "Upgrade" }, 401],
    [{ "Sec-WebSocket-Key": "x", "Sec-WebSocket-Version": "13" }, 401],
    [{ "Sec-Fetch-Mode": "websocket" }, 401],
    [{ Accept: "text/html,application/xhtml+xml,*/*;q=0.8" }, 303],
    [{ Accept: "application/xhtml+xml,text/html;q=0.9" }, 303],
    [{ Accept: "*/*" }, 303],
    [{ Accept: "application/json", "Sec-Fetch-Mode": "navigate" }, 303],
  ])("tells by what else is said whether that is a page: %o", async (headers, status) => {
    const { get } = await start();
    expect((await get("/oauth2/start?rd=/wiki/", headers)).status).toBe(status);
    expect((await get("/oauth2/auth?redirect=1", headers)).status).toBe(status);
  });

  it.each(["/oauth2/start?rd=/wiki/", "/oauth2/sign_in", "/oauth2/auth?redirect=1", "/oauth2/forbidden"])(
    "sends nobody to a sign-in at a host that isn't known: %s",
    async (path) => {
      const { get } = await start();
      for (const header of ["Host", "X-Forwarded-Host"]) {
        const { status, body } = await get(path, { [header]: "wiki.example" });
        expect([status, JSON.parse(body).code]).toEqual([403, "forward_host_unknown"]);
        const { headers } = await get(path, { [header]: "wiki.example", Accept: "text/html" });
        expect(headers.location ?? "").not.toMatch(/^\//);
      }
    },
  );

  it("takes the target from X-Auth-Request-Redirect too", async () => {
    const { get } = await start();
    const { headers } = await get("/oauth2/start", { "X-Auth-Request-Redirect": "/wiki/?a=1&b=2" });
    expect(headers.location).toBe("/sign-in?return_to=%2Fwiki%2F%3Fa%3D1%26b%3D2");
  });

  it("comes back here for a target on a configured domain, and goes there once signed in", async () => {
    const { get, cookie } = await start({ domains: ["wiki.example.com"] });
    const asked = `/oauth2/start?rd=${encodeURIComponent("https://wiki.example.com/a")}`;
    const { headers } = await get(asked);
    expect(headers.location).toBe(`/sign-in?return_to=${encodeURIComponent(asked)}`);
    expect((await get(asked, cookie)).headers.location).toBe("https://wiki.example.com/a");
  });
});

describe("GET /oauth2/forbidden", () => {
  it("shows the page to which nginx leads, and sends who signed out meanwhile to the sign-in", async () => {
    const { get, cookie } = await start();
    const asked = { Accept: "text/html", "X-Auth-Request-Redirect": "/wiki/?a=1" };
    const { status, body } = await get("/oauth2/forbidden", { ...asked, ...cookie });
    expect(status).toBe(403);
    expect(body).toContain("return_to=%2Fwiki%2F%3Fa%3D1");
    expect((await get("/oauth2/forbidden", asked)).headers.location).toBe("/sign-in?return_to=%2Fwiki%2F%3Fa%3D1");
  });

  it("leads back nowhere but to where rd may", async () => {
    const { get, cookie } = await start();
    const asked = { ...cookie, Accept: "text/html", "X-Auth-Request-Redirect": "https://evil.example/" };
    expect((await get("/oauth2/forbidden", asked)).body).not.toContain("evil");
  });
});

describe("GET /oauth2/sign_out", () => {
  it("signs out and returns to rd when the person's own site asks", async () => {
    const { get, cookie, signedOut } = await start();
    const { headers } = await get("/oauth2/sign_out?rd=/wiki/", { ...cookie, ...ownLink });
    expect(headers.location).toBe("/wiki/");
    expect(headers["set-cookie"]?.[0]).toContain("Max-Age=0");
    expect(signedOut).toEqual(["s1"]);
  });

  it.each([
    ["another site", { ...ownLink, "Sec-Fetch-Site": "cross-site" }],
    ["a sibling host", { ...ownLink, "Sec-Fetch-Site": "same-site" }],
    ["a mail program", { ...ownLink, "Sec-Fetch-Site": "none" }],
    ["nobody knows who", {}],
    ["a prefetch", { ...ownLink, "Sec-Purpose": "prefetch" }],
    ["a picture in a page", { ...ownLink, "Sec-Fetch-Mode": "no-cors", "Sec-Fetch-Dest": "image" }],
    ["a frame", { ...ownLink, "Sec-Fetch-Dest": "iframe" }],
  ])("asks first when %s asks", async (_, headers) => {
    const { get, cookie, signedOut } = await start();
    expect((await get("/oauth2/sign_out?rd=/wiki/", { ...cookie, ...headers })).headers.location).toBe("/sign-out");
    expect(signedOut).toEqual([]);
  });
});

describe("POST /oauth2/sign_out", () => {
  it.each([
    ["the page's own script", { "Sec-Fetch-Site": "same-origin", "Sec-Fetch-Mode": "cors", "Sec-Fetch-Dest": "empty" }],
    ["an older browser's form", { Origin: "own" }],
  ])("signs out for %s", async (_, { Origin, ...headers }: Record<string, string>) => {
    const { get, cookie, signedOut, origin } = await start();
    const from = Origin === undefined ? headers : { Origin: origin };
    expect((await get("/oauth2/sign_out?rd=/wiki/", { ...cookie, ...from }, "POST")).headers.location).toBe("/wiki/");
    expect(signedOut).toEqual(["s1"]);
  });

  it.each([
    ["another site", { "Sec-Fetch-Site": "cross-site" }],
    ["another origin", { Origin: "https://evil.example" }],
    ["nobody knows who", {}],
  ])("asks first when %s posts", async (_, headers) => {
    const { get, cookie, signedOut } = await start();
    const { location } = (await get("/oauth2/sign_out", { ...cookie, ...headers }, "POST")).headers;
    expect(location).toBe("/sign-out");
    expect(signedOut).toEqual([]);
  });
});

it("leaves the cookie alone when another site posts to sign out, which the browser sends without it", async () => {
  const { get, signedOut } = await start();
  const { headers } = await get("/oauth2/sign_out", { "Sec-Fetch-Site": "cross-site" }, "POST");
  expect(headers["set-cookie"]).toBeUndefined();
  expect(signedOut).toEqual([]);
});

describe("GET /oauth2/userinfo", () => {
  it("tells who is signed in by the cookie", async () => {
    const { get, cookie } = await start();
    expect(JSON.parse((await get("/oauth2/userinfo", cookie)).body)).toMatchObject({
      user: "user-of-s1",
      email: "ada@example.com",
    });
    expect(JSON.parse((await get("/oauth2/userinfo", cookie)).body).groups).toEqual(["staff", "wiki"]);
    expect((await get("/oauth2/userinfo")).status).toBe(401);
  });

  it("names the scheme of a token in its 401 (RFC 6750 §3)", async () => {
    const { get, origin } = await start();
    const { status, headers } = await get("/oauth2/userinfo");
    expect([status, headers["www-authenticate"]]).toEqual([401, `Bearer realm="${origin}"`]);
  });

  it.each([
    ["a bearer token", "/oauth2/userinfo", { Authorization: "Bearer x" }, "GET"],
    ["another scheme", "/oauth2/userinfo", { Authorization: "Basic x" }, "GET"],
    ["a DPoP proof", "/oauth2/userinfo", { DPoP: "x" }, "GET"],
    ["a token in the address", "/oauth2/userinfo?a=b&access_token=x", {}, "GET"],
    ["a token in an address of two question marks", "/oauth2/userinfo?a=?&access_token=x", {}, "GET"],
    ["a form", "/oauth2/userinfo", { "Content-Type": "application/x-www-form-urlencoded" }, "POST"],
    ["a preflight", "/oauth2/userinfo", { Origin: "https://spa.example" }, "OPTIONS"],
    ["another origin", "/oauth2/userinfo", { Origin: "https://spa.example" }, "GET"],
    ["no origin's code", "/oauth2/userinfo", { Origin: "null" }, "HEAD"],
  ])("leaves a request with %s to the authorization server, cookie or not", async (_, path, headers, method) => {
    const { get, cookie } = await start();
    for (const extra of [{}, cookie]) {
      const answer = await get(path, { ...extra, ...headers }, method);
      expect([answer.status, answer.body]).toEqual([200, method === "HEAD" ? "" : `portal ${path}`]);
    }
  });

  it("answers code of the portal's own origin by the cookie", async () => {
    const { get, cookie, origin } = await start();
    expect(JSON.parse((await get("/oauth2/userinfo", { ...cookie, Origin: origin })).body)).toHaveProperty("user");
  });
});
