import { request as httpRequest, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import { createPageRoom } from "#server/front-door/pages/page-room.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { createMemoryRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import { routeTable } from "#server/routes/find-route.ts";
import { testSettings } from "#tests/support/test-settings.ts";
import { createFrontDoor } from "./front-door.ts";
import { bffRoom, portalRooms } from "./portal-rooms.ts";
import type { Handler } from "./room.ts";

const settings = testSettings(
  { rateLimits: { signInPerMinute: 1_000, tokenPerMinute: 1_000 } },
  { publicUrl: "http://localhost:3000" },
);

const answerAs =
  (room: string): Handler =>
  (_request, response) =>
    void response.setHeader("content-type", "text/html").writeHead(200, { "x-room": room }).end("<script></script>");

let server: Server;
beforeAll(async () => {
  server = createFrontDoor({
    settings,
    catalog: createCatalog(settings),
    log: createLogger("error", { write: () => {} }),
    development: false,
    rateLimiter: createMemoryRateLimiter(() => 0),
    hot: bffRoom({ handle: (request, response) => void answerAs("bff")(request, response) }),
    roomOf: portalRooms({
      forwardAuth: { matches: () => false, handle: answerAs("forward-auth") },
      authorizationServer: { handle: answerAs("authorization-server"), onRefused: () => undefined },
      adminApi: { handle: answerAs("admin-api"), onRefused: () => undefined },
      health: async () => ({ ready: true, away: [] }),
      pages: createPageRoom({
        render: async (request, response) => answerAs("pages")(request, response),
        development: false,
      }),
    }),
    upgrade: (_request, socket) => void socket.end("HTTP/1.1 101 Switching Protocols\r\n\r\n"),
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

interface Answer {
  status: number;
  headers: IncomingHttpHeaders;
  body: string;
}

function send(method: string, path: string, headers: Record<string, string> = {}): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const { port } = server.address() as AddressInfo;
    const request = httpRequest({ port, host: "127.0.0.1", method, path, headers, agent: false }, (response) => {
      let body = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body }));
    });
    request.on("upgrade", (response, socket) => {
      socket.destroy();
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: "" });
    });
    request.on("error", reject);
    request.end();
  });
}

/** What a browser and a program notice of a route, in words. */
async function noticed(path: string): Promise<string> {
  const get = await send("GET", path);
  const post = await send("POST", path, { "content-length": "0", "sec-fetch-site": "cross-site" });
  const doubled = await send("GET", path, { cookie: "portico-3000=a; portico-3000=b", accept: "text/html" });
  const upgrade = await send("GET", path, { connection: "Upgrade", upgrade: "websocket" });
  const query = await send("GET", `${path}?${"id=1&".repeat(500)}`);
  const policy = String(get.headers["content-security-policy"] ?? "");
  const limitOf = ({ headers }: Answer) => /"([^"]+)"/.exec(String(headers["ratelimit-policy"] ?? ""))?.[1];
  const words = [
    get.headers["x-room"] ?? "health",
    policy && (policy.includes("form-action 'self' https:") ? "forms lead away" : "forms stay"),
    get.body === "" ? "no script" : "",
    policy && get.headers["cache-control"] === undefined ? "cacheable" : "",
    post.status === 403 ? "own forms only" : "",
    limitOf(get) ? `limit ${limitOf(get)}` : limitOf(post) ? `limit ${limitOf(post)} of POST` : "",
    doubled.status === 303 ? "visited" : "",
    upgrade.status === 200 ? "no upgrade" : "",
    query.status === 200 ? "long queries" : "",
  ];
  return words.filter(Boolean).join(", ");
}

/** Streams of the console are no pages whose scripts could be taken out. */
const consoleStreams = ["/admin/audit/export", "/admin/audit/live"];
/** Pages with a form that goes to a provider for a test sign-in. */
const providerTests = ["/admin/providers/view", "/admin/providers/test", "/admin/providers/test/start"];
/** A question there costs as much as a request to the API. */
const limitedPages = ["/admin/explain"];
/** Every other path of the console is of one kind, so that a new page needs no line here and one of another kind fails. */
const consolePages = [...routeTable.keys()].filter(
  (path) =>
    /^\/admin(\/|$)/.test(path) &&
    !path.startsWith("/admin/api/v1") &&
    ![...consoleStreams, ...providerTests, ...limitedPages].includes(path),
);

/** Written by hand, so that a changed row has to be meant. */
const expected: readonly (readonly [notices: string, paths: readonly string[]])[] = [
  ["bff, long queries", ["/bff/api/*"]],
  ["bff, visited", ["/bff/login", "/bff/logout"]],
  ["bff", ["/bff/return", "/bff/user", "/bff/backchannel", "/bff/diagnostics", "/bff/*"]],
  ["forward-auth, no upgrade", ["/oauth2/auth", "/oauth2/handover", "/oauth2/callback", "/oauth2/forbidden"]],
  ["forward-auth, no upgrade, long queries", ["/oauth2/auth/*"]],
  ["forward-auth, visited, no upgrade", ["/oauth2/start", "/oauth2/sign_in", "/oauth2/sign_out"]],
  ["authorization-server, forms lead away, limit authorize, visited, no upgrade", ["/oauth2/authorize"]],
  [
    "authorization-server, forms lead away, visited, no upgrade",
    ["/oauth2/authorize/[uid]", "/oauth2/authorize/*", "/oauth2/end-session"],
  ],
  [
    "authorization-server, forms lead away, limit token of POST, no upgrade",
    ["/oauth2/token", "/oauth2/par", "/oauth2/device_authorization"],
  ],
  [
    "authorization-server, forms lead away, no upgrade",
    ["/oauth2/introspect", "/oauth2/revoke", "/oauth2/userinfo", "/oauth2/jwks", "/oauth2/status-lists/*", "/oauth2/*"],
  ],
  [
    "authorization-server, forms lead away, limit token, no upgrade",
    ["/oauth2/register", "/oauth2/register/[id]", "/oauth2/register/*"],
  ],
  [
    "authorization-server, forms stay",
    ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"],
  ],
  [
    "admin-api, forms stay, limit admin",
    ["/admin/api/v1", "/admin/api/v1/*", "/.well-known/oauth-protected-resource/admin/api/v1"],
  ],
  ["health, forms stay", ["/healthz", "/readyz"]],
  [
    "pages, forms stay, no script, own forms only, visited",
    [
      "/",
      "/connected-apps",
      "/connected-apps/removed",
      "/connected-apps/[id]",
      "/connected-apps/[id]/remove",
      "/connected-apps/*",
      ...consolePages,
      "/invitation/[token]",
      "/invitation/[token]/accept",
      "/invitation/*",
    ],
  ],
  ["pages, forms stay, no script, own forms only, limit admin, visited", limitedPages],
  ["pages, forms stay, own forms only, visited", ["/playground", ...consoleStreams, "/*"]],
  ["pages, forms stay, no script, own forms only", ["/error", "/error/*"]],
  [
    "pages, forms stay, own forms only",
    ["/theme", "/theme/*", "/favicon.svg", "/robots.txt", "/_next/*", "/.well-known/*"],
  ],
  [
    "pages, forms lead away, no script, own forms only, visited",
    [
      "/sign-in",
      "/sign-in/connect",
      "/sign-in/*",
      "/sign-out",
      "/sign-out/confirm",
      "/sign-out/app",
      "/sign-out/app/confirm",
      "/sign-out/*",
      "/consent/[uid]",
      "/consent/[uid]/decision",
      "/consent/*",
      "/device",
      "/device/decision",
      "/device/done",
      "/device/*",
      ...providerTests,
      "/account",
      "/account/activity",
      "/account/sessions",
      "/account/sessions/end-others",
      "/account/sessions/[id]/end",
      "/account/*",
    ],
  ],
  ["pages, forms lead away, no script, own forms only, limit sign-in, visited", ["/sign-in/start"]],
  ["pages, forms lead away, own forms only, visited", ["/api/auth/signin/*", "/api/auth/*"]],
  ["pages, forms lead away, visited", ["/api/auth/callback/*"]],
  ["pages, forms stay, cacheable, own forms only", ["/_next/static/*"]],
];

it("is described for every row of the table", () => {
  expect(expected.flatMap(([, paths]) => paths).sort()).toEqual([...routeTable.keys()].sort());
});

it.each(expected.flatMap(([notices, paths]) => paths.map((path) => [path, notices] as const)))(
  "the front door treats %s as its row says: %s",
  async (path, notices) => {
    expect(await noticed(path.replaceAll(/\[\w+\]/g, "id").replace("*", "below"))).toBe(notices);
  },
);
