import { connect } from "node:net";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import {
  type BffHarness,
  cookieOf,
  type RecordingApi,
  startBff,
  startRecordingApi,
} from "#tests/support/bff-harness.ts";
import { hostilePaths, noPaths } from "#tests/support/hostile-paths.ts";
import { sendRaw, statusOf } from "#tests/support/send-raw.ts";

// Claims of SECURITY.md about the BFF: hostile calls as tables, checked by what the API received.

let api: RecordingApi;
let portal: BffHarness;
let cookie: string;

beforeAll(async () => {
  api = await startRecordingApi();
  portal = await startBff({
    demo: { target: `${api.url}/base`, paths: ["/"] },
    narrow: { target: `${api.url}/base`, paths: ["/public"] },
    users: { target: `${api.url}/base`, paths: ["/user"] },
    scoped: {
      target: `${api.url}/base`,
      paths: ["/@scope", "/a[1]", "/b%2Fc"],
      rewrite: { "/@scope": "/s" },
      allowEncodedSlashes: true,
    },
    custom: {
      target: `${api.url}/base`,
      requestHeaders: { "X-Api-Version": "2" },
      responseHeaders: { deny: ["X-Internal"] },
    },
    strict: { target: api.url, responseHeaders: { allow: ["ETag", "Set-Cookie"] } },
    rare: { target: api.url, methods: ["QUERY", "PROPFIND", "REPORT", "M-SEARCH", "PURGE"], requestsPerMinute: 40 },
    unlabelled: { target: api.url, responseHeaders: { deny: ["Cache-Control", "Last-Modified"] } },
  });
  cookie = cookieOf(portal.vault.add("s1"));
});

afterAll(async () => {
  await portal.close();
  await api.close();
});

beforeEach(() => {
  api.seen.length = 0;
});

const raw = (target: string, headers: Record<string, string> = {}, method = "GET", body = "") =>
  sendRaw(portal.url, { target, headers: { Cookie: cookie, ...headers }, method, body });

describe("hostile paths are 404 and reach no API", () => {
  it.each(hostilePaths)("%s: %s", async (_, target) => {
    expect(statusOf(await raw(target))).toBe(404);
    expect(api.seen).toEqual([]);
  });

  it.each(noPaths)("%s is refused", async (_, target) => {
    expect([400, 404]).toContain(statusOf(await raw(target)));
    expect(api.seen).toEqual([]);
  });
});

describe("plain paths arrive as they were compared", () => {
  it.each([
    ["/bff/api/demo", "/base"],
    ["/bff/api/demo/", "/base/"],
    ["/bff/api/demo?x=1", "/base?x=1"],
    ["/bff/api/demo/a/b/", "/base/a/b/"],
    ["/bff/api/demo/.well-known/x", "/base/.well-known/x"],
    ["/bff/api/demo/a...b/..c", "/base/a...b/..c"],
    ["/bff/api/demo/%61%2D%7e", "/base/a-~"],
    ["/bff/api/demo/caf%c3%a9", "/base/caf%C3%A9"],
    ["/bff/api/demo/a%20b%40c", "/base/a%20b%40c"],
    ["/bff/api/demo/a;v=1,2:(x)'!*$&=+", "/base/a;v=1,2:(x)'!*$&=+"],
    ["/bff/api/demo/users/alice@example.com", "/base/users/alice@example.com"],
    ["/bff/api/demo/@scope/pkg", "/base/@scope/pkg"],
    // The host is the target's, whatever the path says.
    ["/bff/api/demo/@evil.example/", "/base/@evil.example/"],
    // As browsers send them; the API gets the only spelling that RFC 3986 knows.
    ["/bff/api/demo/a[0]|b^c", "/base/a%5B0%5D%7Cb%5Ec"],
    ["/bff/api/demo/a%5b0%5D%7cb%5ec", "/base/a%5B0%5D%7Cb%5Ec"],
    ["/bff/api/scoped/@scope/pkg", "/base/s/pkg"],
    ["/bff/api/scoped/%40scope/pkg%3Ax", "/base/s/pkg%3Ax"],
    ["/bff/api/scoped/@scope%2fpkg", undefined],
    ["/bff/api/scoped/@scope/x%2fpkg", "/base/s/x%2fpkg"],
    ["/bff/api/scoped/@scope/%2F/queue", "/base/s/%2F/queue"],
    ["/bff/api/scoped/a%5B1%5D/x", "/base/a%5B1%5D/x"],
    ["/bff/api/scoped/b%2fc/x", "/base/b%2fc/x"],
    ["/bff/api/scoped/b/c/x", undefined],
    ["/bff/api/users/%75ser/1", "/base/user/1"],
    ["/bff/api/demo/a?next=http://x/../%2e%2e/%00", "/base/a?next=http://x/../%2e%2e/%00"],
    ["/bff/api/narrow/public/a", "/base/public/a"],
  ])("%s as %s", async (target, arrived) => {
    expect(statusOf(await raw(target))).toBe(arrived === undefined ? 404 : 200);
    expect(api.seen.map((seen) => seen.url)).toEqual(arrived === undefined ? [] : [arrived]);
  });
});

describe("a list of paths lets nothing past it, however it is spelled", () => {
  const spellings = [
    "/users",
    "/user@evil.example",
    "/user%40x",
    "/@user",
    "/user;x=1",
    "/user%3Bx",
    "/user|x",
    "/user%7Cx",
    "/user[]",
  ];
  const ways = [
    "/user/..%2Fadmin",
    "/user/%2e%2e/admin",
    "/user/..;/admin",
    "/user/@/../admin",
    "/user%2F..%2Fadmin",
    "/%2Fadmin",
    "/a%2Fuser",
  ];
  it.each([...spellings, ...ways])("%s", async (path) => {
    expect(statusOf(await raw(`/bff/api/users${path}`))).toBe(404);
    expect(api.seen).toEqual([]);
  });

  it.each([
    "/@scope/..%2Fsecret",
    "/@scope/a%2F..%2F..%2Fsecret",
    "/@scope/a%2f.%2e%2fsecret",
    "/@scope/%2F..",
    "/@scope/..;x%2Fsecret",
    "/@scope/a%2F%20",
    "/@scope/a%252Fb",
    "/@scope/a%5Cb",
    "/@scope/a%2F%00",
    "/%40scope%2F..%2Fsecret",
  ])("also where encoded slashes are allowed: %s", async (path) => {
    expect(statusOf(await raw(`/bff/api/scoped${path}`))).toBe(404);
    expect(api.seen).toEqual([]);
  });
});

describe("a refused path is answered with path_refused, the part and the rule", () => {
  it.each([
    ["/a/x%2Fy", "encoded_slash", "x%2Fy"],
    ["/a/../b", "dot_segment", ".."],
    ["/a/..;v=1", "dot_segment", "..;v=1"],
    ["/a//b", "empty_segment", "/a//b"],
    ["/a%3Fb", "encoded_delimiter", "a%3Fb"],
    ["/a%5cb", "backslash", "a%5cb"],
    ["/a\\b", "backslash", "a\\b"],
    ["/a%00", "control_character", "a%00"],
    ["/a%zz", "broken_encoding", "a%zz"],
    ["/a%ff", "not_utf8", "a%ff"],
    ["/a%EF%BC%8Fb", "lookalike", "a%EF%BC%8Fb"],
    ['/a"b', "raw_character", 'a"b'],
  ])("%s: %s", async (path, rule, part) => {
    const answer = await raw(`/bff/api/demo${path}`);
    const problem = JSON.parse(answer.slice(answer.indexOf("\r\n\r\n"))) as Record<string, unknown>;
    expect(problem).toMatchObject({ code: "path_refused", status: 404, rule, part });
    expect(problem["detail"]).toMatch(/^The address was not sent on: "/);
    expect(problem["detail"]).toContain(`"${part}" `);
  });

  it("shows no more than the start of a long part", async () => {
    const answer = await raw(`/bff/api/demo/${"a".repeat(8000)}%2F`);
    expect(answer.length).toBeLessThan(2000);
  });
});

describe("calls that are not our frontend's are 403 and reach no API", () => {
  it.each([
    ["no X-CSRF", { "X-CSRF": "" }],
    ["another X-CSRF", { "X-CSRF": "0" }],
    ["a doubled X-CSRF", { "X-CSRF": "1, 1" }],
    ["a foreign Origin", { Origin: "https://evil.example" }],
    ["Origin null", { Origin: "null" }],
    ["an Origin that only starts like ours", { Origin: "PORTAL.evil.example" }],
    ["Sec-Fetch-Site cross-site", { "Sec-Fetch-Site": "cross-site" }],
    ["Sec-Fetch-Site same-site", { "Sec-Fetch-Site": "same-site" }],
  ])("%s", async (_, headers) => {
    const changed = { ...headers } as Record<string, string>;
    if (changed["Origin"]?.startsWith("PORTAL")) changed["Origin"] = `${portal.url}.evil.example`;
    for (const method of ["GET", "POST"]) {
      const answer = await raw("/bff/api/demo/", changed, method);
      expect(statusOf(answer)).toBe(403);
      expect(answer).not.toMatch(/access-control/i);
    }
    expect(api.seen).toEqual([]);
  });
});

describe("a method that few use", () => {
  const bodies = [
    ["none", {}, "", ""],
    ["of a length", { "Content-Length": "5" }, "hello", "hello"],
    ["in chunks", { "Transfer-Encoding": "chunked" }, "2\r\nhe\r\n3\r\nllo\r\n0\r\n\r\n", "hello"],
  ] as const;
  const calls = ["QUERY", "PROPFIND", "REPORT", "M-SEARCH", "PURGE"].flatMap((method) =>
    bodies.map(([kind, headers, bytes, arrived]) => ({ method, kind, headers, bytes, arrived })),
  );

  it.each(calls)(
    "is sent on as it came and counted: $method, body $kind",
    async ({ method, headers, bytes, arrived }) => {
      const normal = api.answer;
      const read = Promise.withResolvers<string>();
      api.answer = async (request, response) => {
        read.resolve(Buffer.concat(await request.toArray()).toString());
        response.writeHead(207).end();
      };
      const answer = await raw("/bff/api/rare/a", headers, method, bytes);
      api.answer = normal;
      expect(statusOf(answer)).toBe(207);
      expect(answer).toContain('RateLimit-Policy: "bff";q=40;w=60');
      expect(await read.promise).toBe(arrived);
      expect(api.seen).toMatchObject([
        { method, url: "/a", headers: { authorization: expect.stringMatching(/^Bearer own-s1-\d$/) } },
      ]);
    },
  );

  it("is refused without X-CSRF, where the route doesn't name it, and when it is TRACE", async () => {
    expect(statusOf(await raw("/bff/api/rare/", { "X-CSRF": "" }, "PURGE"))).toBe(403);
    expect(statusOf(await raw("/bff/api/rare/", { Origin: "https://evil.example" }, "QUERY"))).toBe(403);
    for (const method of ["GET", "POST", "PROPPATCH", "TRACE"]) {
      const answer = await raw("/bff/api/rare/", {}, method);
      expect(statusOf(answer)).toBe(405);
      expect(answer).toContain("allow: QUERY, PROPFIND, REPORT, M-SEARCH, PURGE");
    }
    expect(statusOf(await raw("/bff/api/demo/", {}, "PROPFIND"))).toBe(405);
    expect(api.seen).toEqual([]);
  });
});

describe("request headers that don't reach the API", () => {
  it.each([
    ["Cookie", "x=1"],
    ["Authorization", "Bearer stolen"],
    ["authorization", "Basic dTpw"],
    ["Proxy-Authorization", "Basic x"],
    ["X-CSRF", "1"],
    ["TE", "trailers"],
    ["Trailer", "X-Later"],
    ["Keep-Alive", "timeout=5"],
    ["Proxy-Connection", "keep-alive"],
    ["HTTP2-Settings", "AAMAAABk"],
    ["Forwarded", "for=1.2.3.4"],
    ["Via", "1.1 x"],
    ["X-Forwarded-User", "admin"],
    ["X-Forwarded-Prefix", "/admin"],
    ["X-Real-IP", "1.2.3.4"],
    ["True-Client-IP", "1.2.3.4"],
    ["CF-Connecting-IP", "1.2.3.4"],
    ["X-Original-URL", "/admin"],
    ["X-Rewrite-URL", "/admin"],
    ["X-HTTP-Method-Override", "DELETE"],
    ["X-HTTP-Method", "DELETE"],
    ["DPoP", "a.b.c"],
    ["X-Forwarded", "for=1.2.3.4"],
    ["X-Original-Remote-Addr", "1.2.3.4"],
    ["WL-Proxy-Client-IP", "1.2.3.4"],
    ["X-Remote-Group", "system:masters"],
    ["X-Remote-Extra-Scopes", "admin"],
    ["Impersonate-User", "admin"],
    ["X-Userinfo", "e30="],
    ["X-Consumer-Custom-Id", "admin"],
    ["X-Authenticated-Scope", "admin"],
    ["X-Authentik-Username", "admin"],
    ["X-Pomerium-Jwt-Assertion", "a.b.c"],
    ["Cf-Access-Authenticated-User-Email", "admin@example.com"],
    ["Tailscale-User-Login", "admin@example.com"],
    ["X-Apigateway-Api-Userinfo", "e30="],
    ["X-MS-Token-AAD-Id-Token", "a.b.c"],
    ["Client-Cert", ":MIIB:"],
    ["SSL-Client-S-DN", "CN=admin"],
    ["X-ARR-ClientCert", "MIIB"],
    ["OIDC-Claim-Sub", "admin"],
    ["OIDC_CLAIM_sub", "admin"],
    ["X-Auth-Request-User", "admin"],
    ["X-Auth-Request-Email", "admin@example.com"],
    ["X-Remote-User", "admin"],
    ["Remote-User", "admin"],
    ["Remote_User", "admin"],
    ["X_Remote_User", "admin"],
    ["X_Forwarded_For", "1.2.3.4"],
    ["X-Authenticated_User", "admin"],
    ["X-MS-Client-Principal", "x"],
    ["X-Goog-Authenticated-User-Email", "x"],
    ["X-Amzn-Oidc-Data", "x"],
    ["X-Middleware-Subrequest", "middleware"],
    ["Sec-Fetch-Site", "same-origin"],
    ["Sec-Fetch-Mode", "cors"],
    ["Referer", "https://portal/private?page"],
    ["Proxy", "http://evil.example"],
    ["Upgrade", "h2c"],
  ])("%s", async (name, value) => {
    const answer = await raw("/bff/api/demo/", name === "Cookie" ? {} : { [name]: value });
    expect(statusOf(answer)).toBe(200);
    const arrived = api.seen[0]?.headers ?? {};
    const mine = name.toLowerCase() === "authorization" ? "Bearer own-s1-1" : undefined;
    expect(arrived[name.toLowerCase()]).toBe(mine);
  });

  it("those that Connection names", async () => {
    await raw("/bff/api/demo/", { Connection: "close, X-Secret , Authorization", "X-Secret": "1", "X-Other": "2" });
    expect(api.seen[0]?.headers["x-secret"]).toBeUndefined();
    expect(api.seen[0]?.headers["x-other"]).toBe("2");
    expect(api.seen[0]?.headers.authorization).toBe("Bearer own-s1-1");
  });

  it("X-Forwarded-* of the caller, since they are ours", async () => {
    await raw("/bff/api/demo/", {
      "X-Forwarded-For": "1.2.3.4",
      "X-Forwarded-Host": "evil.example",
      "X-Forwarded-Proto": "gopher",
      "X-Forwarded-Port": "1",
      "X-Request-Id": "mine",
    });
    const arrived = api.seen[0]?.headers ?? {};
    expect(arrived["x-forwarded-for"]).toBe("192.0.2.7");
    expect(arrived["x-forwarded-host"]).toBe(new URL(portal.url).host);
    expect(arrived["x-forwarded-proto"]).toBe("http");
    expect(arrived["x-forwarded-port"]).toBeUndefined();
    expect(arrived["x-request-id"]).toMatch(/^request-/);
    expect(arrived.host).toBe(new URL(api.url).host);
  });

  it("none of those an API needs: type, language, validators, where a stream goes on, its own", async () => {
    const headers = {
      "Content-Type": "application/json",
      "Accept-Language": "de",
      "If-None-Match": '"a"',
      "X-GitHub-Api-Version": "2022-11-28",
      "Last-Event-ID": "41",
      Accept: "application/json",
    };
    await raw("/bff/api/demo/", headers);
    for (const [name, value] of Object.entries(headers)) expect(api.seen[0]?.headers[name.toLowerCase()]).toBe(value);
  });

  it("a caller's copy of a header that the route sets", async () => {
    await raw("/bff/api/custom/", { "x-api-version": "1" });
    expect(api.seen[0]?.headers["x-api-version"]).toBe("2");
  });
});

describe("request smuggling", () => {
  it.each([
    ["both length and chunked", { "Content-Length": "4", "Transfer-Encoding": "chunked" }],
    ["an unknown transfer coding", { "Transfer-Encoding": "xchunked" }],
    ["a length that is no number", { "Content-Length": "+4" }],
    ["two lengths", { "Content-Length": "4, 5" }],
    ["a coding besides chunked", { "Transfer-Encoding": "gzip, chunked" }],
    ["chunked twice", { "Transfer-Encoding": "chunked, chunked" }],
    ["a line folded into the next", { "X-Folded": "a\r\n b" }],
  ])("%s never reaches the API", async (_, headers) => {
    const answer = await raw("/bff/api/demo/", headers, "POST");
    expect(statusOf(answer)).toBe(400);
    expect(api.seen).toEqual([]);
  });
});

describe("bytes that are no request of ours", () => {
  const own = () => `Host: portal\r\nX-CSRF: 1\r\nCookie: ${cookie}\r\n`;

  it.each([
    [
      "a body that looks like the next request, behind one that is refused",
      () => {
        const inner = `GET /bff/api/demo/ HTTP/1.1\r\n${own()}\r\n`;
        return `POST /bff/api/demo/ HTTP/1.1\r\nHost: portal\r\nCookie: ${cookie}\r\nContent-Length: ${inner.length}\r\n\r\n${inner}`;
      },
      403,
    ],
    ["a space before a header's colon", () => `GET /bff/api/demo/ HTTP/1.1\r\n${own()}X-A : b\r\n\r\n`, 400],
    ["NUL in a header", () => `GET /bff/api/demo/ HTTP/1.1\r\n${own()}X-A: b\u0000c\r\n\r\n`, 400],
    ["a lone line feed before a header", () => `GET /bff/api/demo/ HTTP/1.1\r\n${own()}X-A: b\rX-B: c\r\n\r\n`, 400],
    ["no Host", () => `GET /bff/api/demo/ HTTP/1.1\r\nX-CSRF: 1\r\nCookie: ${cookie}\r\n\r\n`, 400],
    ["an invented method", () => `FETCH /bff/api/demo/ HTTP/1.1\r\n${own()}\r\n`, 400],
    ["TRACE, which would show the token", () => `TRACE /bff/api/demo/ HTTP/1.1\r\n${own()}\r\n`, 405],
  ] as const)("%s reaches no API", async (_, bytes, status) => {
    const { hostname, port } = new URL(portal.url);
    const socket = connect(Number(port), hostname);
    socket.end(Buffer.from(bytes(), "latin1"));
    const answer = Buffer.concat(await socket.toArray()).toString("latin1");
    expect(statusOf(answer)).toBe(status);
    expect(answer.match(/HTTP\/1\.1/g)).toHaveLength(1);
    expect(api.seen).toEqual([]);
  });

  it("two Hosts change nothing: the API gets its own", async () => {
    expect(statusOf(await raw("/bff/api/demo/", { Host: "portal\r\nHost: evil.example" }))).toBe(200);
    expect(api.seen[0]?.rawHeaders.filter((name) => name.toLowerCase() === "host")).toHaveLength(1);
    expect(api.seen[0]?.headers.host).toBe(new URL(api.url).host);
  });

  it("CONNECT is hung up on", async () => {
    const { hostname, port } = new URL(portal.url);
    const socket = connect(Number(port), hostname);
    socket.end(`CONNECT ${new URL(api.url).host} HTTP/1.1\r\n${own()}\r\n`);
    expect(Buffer.concat(await socket.toArray())).toHaveLength(0);
    expect(api.seen).toEqual([]);
  });
});

describe("response headers that don't reach the browser", () => {
  it.each([
    ["Set-Cookie", "portico-test=stolen; Path=/"],
    ["Access-Control-Allow-Origin", "*"],
    ["Access-Control-Allow-Credentials", "true"],
    ["Strict-Transport-Security", "max-age=0"],
    ["Clear-Site-Data", '"*"'],
    ["Service-Worker-Allowed", "/"],
    ["Proxy-Authenticate", "Basic"],
    ["WWW-Authenticate", 'Basic realm="phish"'],
    ["Alt-Svc", 'h2="evil.example:443"'],
    ["Trailer", "X-Later"],
    ["X-Middleware-Rewrite", "/admin"],
    ["NEL", "{}"],
    ["Set-Cookie2", "a=b"],
    ["Set-Login", "logged-out"],
    ["X-Accel-Redirect", "/internal/secrets"],
    ["X-Sendfile", "/etc/passwd"],
    ["X-Lighttpd-Send-File", "/etc/passwd"],
    ["Content-Security-Policy", "default-src *"],
    ["Timing-Allow-Origin", "*"],
    ["SourceMap", "/x.map"],
    ["Origin-Agent-Cluster", "?0"],
  ])("%s", async (name, value) => {
    const normal = api.answer;
    api.answer = (_, response) => response.writeHead(200, { [name]: value }).end("x");
    const response = await portal.fetch("/bff/api/demo/", { headers: { Cookie: cookie } });
    api.answer = normal;
    expect(response.status).toBe(200);
    expect(response.headers.get(name)).toBeNull();
  });

  it("those that its Connection names, and what the route withholds", async () => {
    const normal = api.answer;
    api.answer = (_, response) => {
      response.writeHead(200, { Connection: "X-Hop", "X-Hop": "1", "X-Internal": "1", "X-Kept": "1" }).end("x");
    };
    const response = await portal.fetch("/bff/api/custom/", { headers: { Cookie: cookie } });
    api.answer = normal;
    expect(response.headers.get("x-hop")).toBeNull();
    expect(response.headers.get("x-internal")).toBeNull();
    expect(response.headers.get("x-kept")).toBe("1");
    expect(response.headers.get("vary")).toBe("Cookie, X-CSRF");
  });

  it("all that the route doesn't allow, where it says what it does; never what no answer may bring", async () => {
    const normal = api.answer;
    const headers = { "Content-Type": "text/x", "Content-Length": 1, ETag: '"1"', "X-Other": "1", "Set-Cookie": "a=b" };
    api.answer = (_, response) => response.writeHead(200, headers).end("x");
    const response = await portal.fetch("/bff/api/strict/", { headers: { Cookie: cookie } });
    api.answer = normal;
    expect(response.headers.get("content-type")).toBe("text/x");
    expect(response.headers.get("content-length")).toBe("1");
    expect(response.headers.get("etag")).toBe('"1"');
    for (const name of ["x-other", "set-cookie"]) expect(response.headers.get(name)).toBeNull();
  });

  it("but how it may be kept does, whatever the route allows", async () => {
    const normal = api.answer;
    api.answer = (_, response) =>
      response.writeHead(200, { "Cache-Control": "private, max-age=60", Vary: "Accept-Language" }).end("x");
    const response = await portal.fetch("/bff/api/strict/", { headers: { Cookie: cookie } });
    api.answer = normal;
    expect(response.headers.get("cache-control")).toBe("private, max-age=60");
    expect(response.headers.get("vary")).toBe("Accept-Language, Cookie, X-CSRF");
  });

  it.each([
    ["the route withholds what the API says of it", "unlabelled", { "Cache-Control": "no-store", ETag: '"1"' }],
    ["the API's Connection does", "demo", { Connection: "Cache-Control", "Cache-Control": "no-store", ETag: '"1"' }],
    ["the API says nothing", "demo", {}],
    ["it says nothing in it", "demo", { "Cache-Control": "" }],
    ["the route withholds what it could be compared by", "unlabelled", { "Last-Modified": new Date(0).toUTCString() }],
  ])("and nobody keeps it where %s", async (_, name, headers) => {
    const normal = api.answer;
    api.answer = (_, response) => response.writeHead(200, headers as Record<string, string>).end("x");
    const response = await portal.fetch(`/bff/api/${name}/`, { headers: { Cookie: cookie } });
    api.answer = normal;
    expect(response.headers.get("cache-control")).toMatch(/^(?:, )?no-store$/);
  });

  it.each([
    ["before", "UTF-8", Buffer.from("5 \u20ac \u00fc.pdf")],
    ["behind", "UTF-8", Buffer.from("5 \u20ac \u00fc.pdf")],
    ["before", "latin1", Buffer.from("\u00fc.pdf", "latin1")],
    ["behind", "latin1", Buffer.from("\u00fc.pdf", "latin1")],
  ])("but a download's name does, byte for byte, with its length %s it, in %s", async (order, _, name) => {
    const normal = api.answer;
    const disposition = `Content-Disposition: attachment; filename="${name.toString("latin1")}"`;
    const lines = order === "before" ? ["Content-Length: 1", disposition] : [disposition, "Content-Length: 1"];
    api.answer = (request) =>
      request.socket.end(Buffer.from(`HTTP/1.1 200 OK\r\n${lines.join("\r\n")}\r\n\r\nx`, "latin1"));
    const answer = await raw("/bff/api/demo/");
    api.answer = normal;
    expect(statusOf(answer)).toBe(200);
    expect(answer.toLowerCase()).toContain(disposition.toLowerCase());
  });

  it("but a bearer challenge does, and bytes above ASCII break nothing", async () => {
    const normal = api.answer;
    api.answer = (request) => {
      const head =
        'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nWWW-Authenticate: Bearer error="x"\r\nX-Name: caf\u00c3\u00a9\r\n\r\nx';
      request.socket.end(Buffer.from(head, "latin1"));
    };
    const response = await portal.fetch("/bff/api/demo/", { headers: { Cookie: cookie } });
    api.answer = normal;
    expect(response.headers.get("www-authenticate")).toBe('Bearer error="x"');
    expect(response.status).toBe(200);
  });
});
