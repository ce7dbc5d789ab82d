import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { runInRequestContext } from "#server/http/request-context.ts";
import { createPageRoom, type PageRoomDeps } from "./page-room.ts";

const policy = "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'nonce-abc'; connect-src 'self'";
const bare = policy.replace(/script-src [^;]*/, "script-src 'none'");
const page =
  '<html><head><link rel="stylesheet" href="/a.css"/><link rel="preload" as="script" href="/a.js"/>' +
  '<script src="/a.js" async=""></script></head><body><h1>Grüße</h1><script nonce="abc">self.x="\\u003c/b>"\n</script></body></html>';
const shown = '<html><head><link rel="stylesheet" href="/a.css"/></head><body><h1>Grüße</h1></body></html>';
const requestId = "3f0c";

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

interface Ask extends Partial<Omit<PageRoomDeps, "render">> {
  path?: string;
  method?: string;
  headers?: Record<string, string>;
}

/** Asks for a page behind the room; `answer` writes what Next would. */
async function ask(answer: (response: ServerResponse, request: IncomingMessage) => void, options: Ask = {}) {
  const { path = "/", method = "GET", headers = {}, ...deps } = options;
  const room = createPageRoom({
    development: false,
    ...deps,
    render: async (request, response) => {
      if (!response.hasHeader("content-type")) response.setHeader("content-type", "text/html; charset=utf-8");
      answer(response, request);
    },
  });
  const server = createServer((request, response) => {
    response.setHeader("content-security-policy", policy);
    const context = { requestId, clientAddress: "", userAgent: undefined };
    runInRequestContext(context, () => void room(request, response));
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}${path}`;
  return fetch(url, { method, headers, redirect: "manual" });
}

describe("a page without scripts", () => {
  it("comes whole, however it was written, and its policy allows none", async () => {
    const writers: ((response: ServerResponse) => void)[] = [
      (response) => response.end(page),
      (response) => response.writeHead(200, { "x-more": "1" }).end(Buffer.from(page)),
      (response) => {
        response.flushHeaders();
        // In the middle of a letter and of a tag.
        const bytes = Buffer.from(page);
        for (let at = 0; at < bytes.length; at += 7) response.write(bytes.subarray(at, at + 7));
        response.end();
      },
      (response) => response.write(page, "utf8", () => response.end()),
    ];
    for (const write of writers) {
      const answer = await ask((response, request) => {
        // Next's compression goes by what the client takes.
        expect(request.headers["accept-encoding"]).toBeUndefined();
        write(response);
      });
      expect(await answer.text()).toBe(shown);
      expect(answer.headers.get("content-security-policy")).toBe(bare);
    }
  });

  it("keeps its status and is compressed for clients that take gzip", async () => {
    const refused = await ask((response) => response.writeHead(403).end(page), {
      headers: { "accept-encoding": "gzip" },
    });
    expect([refused.status, refused.headers.get("content-encoding")]).toEqual([403, "gzip"]);
    expect(await refused.text()).toBe(shown);
    const plain = await ask((response) => response.end(page), { headers: { "accept-encoding": "identity" } });
    expect([plain.headers.get("content-encoding"), await plain.text()]).toEqual([null, shown]);
  });

  it("keeps its scripts when rendering failed, because Next shows that by script", async () => {
    const failed = await ask((response) => response.writeHead(500).end(page));
    expect(await failed.text()).toBe(page);
    expect(failed.headers.get("content-security-policy")).toBe(policy);
  });

  it("is no answer of another kind: a download stays as it is", async () => {
    const bytes = gzipSync("<script>1</script>");
    const download = await ask((response) => response.setHeader("content-type", "application/gzip").end(bytes));
    expect(Buffer.from(await download.arrayBuffer())).toEqual(bytes);
  });

  it.each(["/", "/sign-in?return_to=/x", "/consent/abc", "/device", "/error?code=x", "/sign-out/app", "/account"])(
    "is %s",
    async (path) => {
      expect(await (await ask((response) => response.end(page), { path })).text()).toBe(shown);
    },
  );

  it.each(["/playground", "/_next/static/chunks/a.js", "/api/auth/session", "/consented", "/sign-information"])(
    "is not %s",
    async (path) => {
      expect(await (await ask((response) => response.end(page), { path })).text()).toBe(page);
    },
  );

  it("is none of what Next's runtime asks for, and none while developing", async () => {
    const data = await ask((response) => response.end(page), { path: "/account", headers: { rsc: "1" } });
    expect(await data.text()).toBe(page);
    const developing = await ask((response) => response.end(page), { path: "/account", development: true });
    expect(await developing.text()).toBe(page);
  });
});

describe("an answer that is not changed", () => {
  it("is passed on as it is written, before it is whole", async () => {
    let finish: () => void = () => {};
    const answer = await ask(
      (response) => {
        response.write("first");
        finish = () => response.end(" second");
      },
      { path: "/playground" },
    );
    const reader = answer.body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
    finish();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe(" second");
  });
});

describe("the error page", () => {
  it.each([
    ["/error?code=grant_not_found&ref=x", 404],
    ["/error?code=sign_in_expired", 400],
    ["/error?code=constructor", 500],
    ["/error", 500],
    ["/errors", 200],
  ])("has the status of the failure that it is about: %s", async (path, status) => {
    const answer = await ask((response) => response.end(page), { path });
    expect(answer.status).toBe(status);
    expect(answer.headers.get("retry-after")).toBeNull();
  });

  it("has no scripts also where its status is a server's error, and keeps its own failures", async () => {
    const internal = await ask((response) => response.end(page), { path: "/error?code=internal_error" });
    expect([internal.status, await internal.text()]).toEqual([500, shown]);
    const failed = await ask((response) => response.writeHead(500).end(page), { path: "/error?code=grant_not_found" });
    expect([failed.status, await failed.text()]).toEqual([500, page]);
  });

  it("says when to try again where the database can't be reached, also while developing", async () => {
    const path = "/error?code=database_unavailable";
    const answer = await ask((response) => response.end(page), { path, development: true });
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "2"]);
  });
});

describe("a page that can't be shown because the database can't be reached", () => {
  const leads = (response: ServerResponse, ref = requestId) =>
    response
      .writeHead(307, { location: `/error?code=database_unavailable&ref=${ref}`, "x-of-first": "1" })
      .end("moved");
  const rendered: string[] = [];
  const answerWith =
    (first: (response: ServerResponse) => void) => (response: ServerResponse, request: IncomingMessage) => {
      rendered.push(request.url ?? "");
      if (request.url?.startsWith("/error?")) response.end(page);
      else first(response);
    };

  it.each(["GET", "HEAD"])("is answered by the error page at its own address: %s", async (method) => {
    rendered.length = 0;
    const path = "/account?from=a";
    const answer = await ask(answerWith(leads), { path, method, headers: { "accept-encoding": "gzip" } });
    expect([answer.status, answer.headers.get("retry-after"), answer.headers.get("location")]).toEqual([
      503,
      "2",
      null,
    ]);
    expect(answer.headers.get("x-of-first")).toBeNull();
    expect(answer.headers.get("content-security-policy")).toBe(bare);
    expect(await answer.text()).toBe(method === "GET" ? shown : "");
    expect(rendered).toEqual([
      path,
      `/error?code=database_unavailable&ref=${requestId}&return_to=${encodeURIComponent(path)}`,
    ]);
  });

  it("is so too where pages have scripts", async () => {
    const answer = await ask(answerWith(leads), { path: "/playground" });
    expect([answer.status, await answer.text()]).toEqual([503, shown]);
  });

  it.each<[string, Ask, (response: ServerResponse) => void]>([
    ["the reference is another request's", {}, (response) => leads(response, "another")],
    ["a form was sent", { method: "POST" }, leads],
    ["Next's runtime asks", { headers: { rsc: "1" } }, leads],
    ["a provider's callback can't be repeated", { path: "/api/auth/callback/google" }, leads],
    ["cookies are to be set", {}, (response) => leads(response.setHeader("set-cookie", "a=b"))],
  ])("leads to the error page where %s", async (_where, options, write) => {
    const answer = await ask(write, { path: "/account", ...options });
    expect([answer.status, await answer.text()]).toEqual([307, "moved"]);
    expect(answer.headers.get("location")).toContain("/error?code=database_unavailable");
  });
});

describe("the signed-out page", () => {
  const framesOf = async () => ["https://app.example/logout?sid=1", "https://app.example/other"];
  const policyOf = (answer: Response) => answer.headers.get("content-security-policy") ?? "";

  it("shows frames of the apps, with one script that its policy names by hash", async () => {
    const answer = await ask((response) => response.end(page), { path: "/sign-out", framesOf });
    expect(policyOf(answer)).toMatch(/script-src 'sha256-[^ ;]+';/);
    expect(policyOf(answer)).toContain("connect-src 'self' https://app.example; frame-src https://app.example");
    expect((await answer.text()).match(/<script/g)).toHaveLength(1);
  });

  it("allows the frames while developing, where Next's scripts stay", async () => {
    const answer = await ask((response) => response.end(page), { path: "/sign-out", framesOf, development: true });
    expect(policyOf(answer)).toContain("frame-src https://app.example");
    expect(await answer.text()).toBe(page);
  });

  it("has no script without frames, and where the store fails", async () => {
    for (const frames of [async () => [], async () => Promise.reject(new Error("away"))]) {
      const answer = await ask((response) => response.end(page), { path: "/sign-out", framesOf: frames });
      expect([policyOf(answer), await answer.text()]).toEqual([bare, shown]);
    }
  });

  it("is the only page with frames", async () => {
    const answer = await ask((response) => response.end(page), { path: "/sign-out/app", framesOf });
    expect(policyOf(answer)).toBe(bare);
  });
});
