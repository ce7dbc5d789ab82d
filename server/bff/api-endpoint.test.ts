import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage } from "node:http";
import { connect } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Secret } from "#server/crypto/secret.ts";
import { AppError } from "#server/errors/app-error.ts";
import {
  type ApiDraft,
  type BffHarness,
  closeServer,
  cookieOf,
  listen,
  type RecordingApi,
  startBff,
  startRecordingApi,
} from "#tests/support/bff-harness.ts";

let api: RecordingApi;
let portal: BffHarness;

beforeEach(async () => {
  api = await startRecordingApi();
});

afterEach(async () => {
  await portal?.close();
  await api.close();
});

async function startWith(draft: ApiDraft, overrides?: Parameters<typeof startBff>[1]) {
  portal = await startBff({ demo: { target: `${api.url}/base`, ...draft } }, overrides);
  return portal.vault.add("s1");
}

const problemOf = async (response: Response) => (await response.json()) as Record<string, string>;

describe("a call", () => {
  it("reaches the API's base path with the person's token and comes back", async () => {
    const session = await startWith({});
    const response = await portal.fetch("/bff/api/demo/notes/1?q=a%20b", { session });
    expect(response.status).toBe(200);
    expect(await response.json()).toEqual({ url: "/base/notes/1?q=a%20b", authorization: "Bearer own-s1-1" });
    expect(response.headers.get("x-request-id")).toMatch(/^request-/);
    expect(response.headers.get("cache-control")).toBe("no-store");
  });

  it("takes a cookie that this process has not seen yet by the asynchronous way", async () => {
    const session = await startWith({});
    portal.vault.cached.clear();
    expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(200);
  });

  it("is refused with 401 and a login address without a session", async () => {
    await startWith({});
    const response = await portal.fetch("/bff/api/demo/");
    expect(response.status).toBe(401);
    expect(response.headers.get("content-type")).toBe("application/problem+json");
    expect(await problemOf(response)).toMatchObject({
      code: "session_required",
      login_url: `${portal.url}/bff/login`,
    });
    expect(api.seen).toEqual([]);
  });

  it("is refused with 405 and Allow for a method outside the route", async () => {
    const session = await startWith({ methods: ["GET"] });
    const response = await portal.fetch("/bff/api/demo/", { session, method: "DELETE" });
    expect(response.status).toBe(405);
    expect(response.headers.get("allow")).toBe("GET");
    expect(api.seen).toEqual([]);
  });

  it("is refused with 404 for a path outside the prefixes, whole segments counted", async () => {
    const session = await startWith({ paths: ["/notes"] });
    expect((await portal.fetch("/bff/api/demo/notesx", { session })).status).toBe(404);
    expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(404);
    expect((await portal.fetch("/bff/api/unknown/notes", { session })).status).toBe(404);
    expect(api.seen).toEqual([]);
    expect((await portal.fetch("/bff/api/demo/notes/%61", { session })).status).toBe(200);
    expect(api.seen[0]?.url).toBe("/base/notes/a");
  });

  it("passes a redirect of the API on and never follows it", async () => {
    const session = await startWith({});
    api.answer = (_, response) => response.writeHead(302, { location: "https://elsewhere.example/" }).end();
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(302);
    expect(response.headers.get("location")).toBe("https://elsewhere.example/");
    expect(api.seen).toHaveLength(1);
  });
});

describe("token kinds", () => {
  it("attaches nothing for none, with or without a session", async () => {
    const session = await startWith({ token: "none" });
    const response = await portal.fetch("/bff/api/demo/", { session, headers: { Authorization: "Bearer mine" } });
    expect(await response.json()).toMatchObject({ authorization: null });
    expect((await portal.fetch("/bff/api/demo/")).status).toBe(200);
  });

  it("attaches a client token for client, asked for once", async () => {
    const session = await startWith({ token: "client" });
    await portal.fetch("/bff/api/demo/", { session });
    const response = await portal.fetch("/bff/api/demo/");
    expect(await response.json()).toMatchObject({ authorization: "Bearer client-1" });
    expect(portal.tokens.clientAsked).toBe(1);
  });

  it("attaches the person's or the client's token for user_or_client", async () => {
    const session = await startWith({ token: "user_or_client" });
    const signedIn = await portal.fetch("/bff/api/demo/", { session });
    expect(await signedIn.json()).toMatchObject({ authorization: "Bearer own-s1-1" });
    expect(await (await portal.fetch("/bff/api/demo/")).json()).toMatchObject({ authorization: "Bearer client-1" });
  });

  it("attaches the person's token or nothing for user_or_none", async () => {
    const session = await startWith({ token: "user_or_none" });
    const signedIn = await portal.fetch("/bff/api/demo/", { session });
    expect(await signedIn.json()).toMatchObject({ authorization: "Bearer own-s1-1" });
    expect(await (await portal.fetch("/bff/api/demo/")).json()).toMatchObject({ authorization: null });
  });

  it("attaches the provider's token for provider:<id> and tells that API no client address", async () => {
    const session = await startWith({ token: "provider:github", scopes: ["repo"] });
    const response = await portal.fetch("/bff/api/demo/user", { session });
    expect(await response.json()).toMatchObject({ authorization: "Bearer github-s1-1" });
    expect(portal.tokens.upstreamAsked).toEqual([{ refused: undefined, scopes: ["repo"] }]);
    expect(api.seen[0]?.headers["x-forwarded-for"]).toBeUndefined();
  });

  it("gets client tokens of an external issuer with the client credentials grant", async () => {
    const issuer = await startRecordingApi();
    issuer.answer = (request, response) => {
      const discovery = { issuer: issuer.url, token_endpoint: `${issuer.url}/token` };
      const token = { access_token: "external", token_type: "Bearer", expires_in: 600 };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(request.url === "/token" ? token : discovery));
    };
    const clientCredentials = { issuer: issuer.url, clientId: "us", clientSecret: "secret" };
    await startWith({ token: "client", clientCredentials });
    const response = await portal.fetch("/bff/api/demo/");
    expect(await response.json()).toMatchObject({ authorization: "Bearer external" });
    await issuer.close();
  });

  it("asks for the API's audience and scopes, of Portico as of an external issuer", async () => {
    const wanted = { audience: "https://notes.example", scopes: ["read", "write"] };
    const session = await startWith({ ...wanted, token: "user_or_client" });
    await portal.fetch("/bff/api/demo/", { session });
    await portal.fetch("/bff/api/demo/");
    expect(portal.tokens.ownRequests).toEqual([wanted, wanted]);
    await portal.close();
    const issuer = await startRecordingApi();
    const forms: string[] = [];
    issuer.answer = async (request, response) => {
      const form = Buffer.concat(await request.toArray()).toString();
      if (request.method === "POST") forms.push(form);
      const discovery = { issuer: issuer.url, token_endpoint: `${issuer.url}/token` };
      const token = { access_token: "external", token_type: "Bearer" };
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(request.method === "POST" ? token : discovery));
    };
    const clientCredentials = { issuer: issuer.url, clientId: "us", clientSecret: "secret" };
    await startWith({ ...wanted, token: "client", clientCredentials });
    expect((await portal.fetch("/bff/api/demo/")).status).toBe(200);
    expect(forms.map((form) => Object.fromEntries(new URLSearchParams(form)))).toEqual([
      { grant_type: "client_credentials", resource: wanted.audience, scope: "read write" },
    ]);
    await issuer.close();
  });

  it.each([[0], [undefined], [-1], ["600"], ["soon"], [1e300]])(
    "asks an external issuer once for many calls when it says expires_in %s",
    async (expiresIn) => {
      const issuer = await startRecordingApi();
      issuer.answer = (request, response) => {
        const discovery = { issuer: issuer.url, token_endpoint: `${issuer.url}/token` };
        const token = { access_token: "external", token_type: "Bearer", expires_in: expiresIn };
        response.writeHead(200, { "content-type": "application/json" });
        response.end(JSON.stringify(request.url === "/token" ? token : discovery));
      };
      const clientCredentials = { issuer: issuer.url, clientId: "us", clientSecret: "secret" };
      await startWith({ token: "client", clientCredentials });
      for (let call = 0; call < 3; call++) {
        const answer = await portal.fetch("/bff/api/demo/");
        expect(await answer.json()).toMatchObject({ authorization: "Bearer external" });
      }
      expect(issuer.seen.filter(({ url }) => url === "/token")).toHaveLength(1);
      await issuer.close();
    },
  );

  it("answers 503 with Retry-After when the external issuer is down, and recovers", async () => {
    const issuer = await startRecordingApi();
    const clientCredentials = { issuer: issuer.url, clientId: "us", clientSecret: "secret" };
    await startWith({ token: "client", clientCredentials });
    issuer.answer = ({ socket }) => void socket.destroy();
    const response = await portal.fetch("/bff/api/demo/");
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await problemOf(response)).toMatchObject({ code: "token_unavailable" });
    issuer.answer = (request, answer) => {
      const discovery = { issuer: issuer.url, token_endpoint: `${issuer.url}/token` };
      const token = { access_token: "external", token_type: "Bearer" };
      answer.writeHead(200, { "content-type": "application/json" });
      answer.end(JSON.stringify(request.url === "/token" ? token : discovery));
    };
    expect((await portal.fetch("/bff/api/demo/")).status).toBe(200);
    await issuer.close();
  });
});

describe("token refresh", () => {
  it("asks the source once for 200 parallel calls", async () => {
    const session = await startWith({});
    const calls = Array.from({ length: 200 }, () => portal.fetch("/bff/api/demo/", { session }));
    const statuses = (await Promise.all(calls)).map((response) => response.status);
    expect(new Set(statuses)).toEqual(new Set([200]));
    expect(portal.tokens.ownAsked).toBe(1);
  });

  it("asks again when the token is near its expiry", async () => {
    let nowSeconds = Math.floor(Date.now() / 1000);
    const session = await startWith({}, { nowSeconds: () => nowSeconds });
    // By the same clock, however long a call takes by the real one.
    portal.tokens.make = (value) => ({ token: new Secret(value), expiresAtSeconds: nowSeconds + 600, scopes: [] });
    await portal.fetch("/bff/api/demo/", { session });
    nowSeconds += 560;
    await portal.fetch("/bff/api/demo/", { session });
    expect(portal.tokens.ownAsked).toBe(1);
    nowSeconds += 11;
    await portal.fetch("/bff/api/demo/", { session });
    expect(portal.tokens.ownAsked).toBe(2);
  });

  it("names a connect address for just the missing scope, and works after it was granted", async () => {
    const session = await startWith({ token: "provider:github", scopes: ["repo"] });
    const granted = portal.tokens.forSession;
    portal.tokens.forSession = async () => {
      throw new AppError("scope_required", { facts: { provider: "github", scopes: "repo" } });
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(403);
    expect(await problemOf(response)).toMatchObject({
      code: "scope_required",
      connect_url: `${portal.url}/bff/login?provider=github&connect=1&scope=repo`,
    });
    portal.tokens.forSession = granted;
    expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(200);
  });

  it("says reauthentication_required with a login address when the provider ended the token", async () => {
    const session = await startWith({ token: "provider:github" });
    portal.tokens.forSession = async () => {
      throw new AppError("reauthentication_required");
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({
      code: "reauthentication_required",
      login_url: `${portal.url}/bff/login?provider=github`,
    });
  });

  it("says so with an address that connects the provider anew where the session began elsewhere", async () => {
    const session = await startWith({ token: "provider:github", scopes: ["repo"] });
    portal.tokens.forSession = async () => {
      throw new AppError("reauthentication_required", { facts: { provider: "github", connect: 1 } });
    };
    expect(await problemOf(await portal.fetch("/bff/api/demo/", { session }))).toMatchObject({
      login_url: `${portal.url}/bff/login?provider=github&connect=1&scope=repo`,
    });
  });

  it("links nowhere for a scope that only the operator can give", async () => {
    const session = await startWith({});
    portal.tokens.forUser = async () => {
      throw new AppError("scope_required", { facts: { scopes: "notes:write" } });
    };
    const problem = await problemOf(await portal.fetch("/bff/api/demo/", { session }));
    expect(problem).toMatchObject({ code: "scope_required" });
    expect(problem).not.toHaveProperty("connect_url");
  });

  it("keeps the session and answers 503 with Retry-After while the token can't be had", async () => {
    const session = await startWith({ token: "provider:github" });
    portal.tokens.forSession = async () => {
      throw new AppError("token_unavailable", { facts: { retryAfterSeconds: 7 } });
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(503);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(portal.vault.sessions.has("s1")).toBe(true);
  });

  it("renews once and repeats once after the API's 401, body included", async () => {
    const session = await startWith({ token: "provider:github" });
    const bodies: string[] = [];
    api.answer = async (request, response) => {
      let body = "";
      for await (const chunk of request) body += chunk;
      bodies.push(body);
      response.writeHead(request.headers.authorization?.endsWith("-1") ? 401 : 200).end("done");
    };
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body: "hello" });
    expect(response.status).toBe(200);
    expect(bodies).toEqual(["hello", "hello"]);
    expect(portal.tokens.upstreamAsked.map((asked) => asked.refused)).toEqual([undefined, "github-s1-1"]);
  });

  it("passes the API's 401 on when the renewed token is refused too, without a refresh for every call", async () => {
    const session = await startWith({ token: "provider:github" });
    api.answer = (_, response) => response.writeHead(401, { "content-length": 2 }).end("no");
    for (let call = 0; call < 5; call++) {
      const response = await portal.fetch("/bff/api/demo/", { session });
      expect(response.status).toBe(401);
      expect(await response.text()).toBe("no");
    }
    expect(portal.tokens.upstreamAsked).toHaveLength(2);
    expect(api.seen).toHaveLength(6);
  });

  it("decides at the head of the API's 401, whose body may never end", async () => {
    const session = await startWith({ token: "provider:github" });
    const first = Promise.withResolvers<void>();
    api.answer = (request, response) => {
      const refused = request.headers.authorization?.endsWith("-1");
      if (refused) response.on("close", first.resolve);
      response.writeHead(refused ? 401 : 200).write("data: 1\n\n");
      if (!refused) response.end();
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("data: 1\n\n");
    await first.promise;
  });

  it("passes such a 401 on as it comes when there is no other token", async () => {
    const session = await startWith({ token: "provider:github" });
    const large = "x".repeat(300_000);
    api.answer = (_, response) => void response.writeHead(401).write(large);
    portal.tokens.forSession = async () => portal.tokens.make("the only one");
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(401);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    let bytes = 0;
    while (bytes < large.length) bytes += (await reader.read()).value?.length ?? Number.NaN;
    expect(bytes).toBe(large.length);
    await reader.cancel();
  });

  it.each(["HEAD", "GET"])("passes a 401 to %s on from an API that hangs up after it", async (method) => {
    const session = await startWith({ token: "provider:github" });
    portal.tokens.forSession = async () => portal.tokens.make("the only one");
    api.answer = (request, response) => {
      response.writeHead(401, { connection: "close", "content-length": 2 }).end(request.method === "GET" ? "no" : "");
    };
    const response = await portal.fetch("/bff/api/demo/", { session, method });
    expect(response.status).toBe(401);
    expect(await response.text()).toBe(method === "GET" ? "no" : "");
  });

  it("answers the failure when another token can't be had, and lets the API's 401 go", async () => {
    const session = await startWith({ token: "provider:github" });
    const first = Promise.withResolvers<void>();
    api.answer = (_, response) => {
      response.on("close", first.resolve).writeHead(401).write("never ends");
      portal.tokens.forSession = () => Promise.reject(new AppError("token_unavailable"));
    };
    expect((await portal.fetch("/bff/api/demo/", { session })).status).toBe(503);
    await first.promise;
  });

  it("does not repeat a streamed body after a 401", async () => {
    const session = await startWith({ token: "provider:github" });
    api.answer = (request, response) => {
      request.resume().on("end", () => response.writeHead(401).end("no"));
    };
    const body = new Blob([Buffer.alloc(200_000)]).stream();
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body, duplex: "half" } as never);
    expect(response.status).toBe(401);
    expect(api.seen).toHaveLength(1);
  });

  it("refuses a call whose session ended while its token was on the way, and keeps nothing", async () => {
    const session = await startWith({});
    portal.tokens.forUser = async () => {
      await portal.vault.end(session);
      return portal.tokens.make("too-late");
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({ code: "session_required" });
    expect(api.seen).toEqual([]);
  });

  it("forgets a provider's token when it changed", async () => {
    const session = await startWith({ token: "provider:github" });
    await portal.fetch("/bff/api/demo/", { session });
    portal.tokens.changed("s1", "github");
    await portal.fetch("/bff/api/demo/", { session });
    expect(api.seen.map((seen) => seen.headers.authorization)).toEqual(["Bearer github-s1-1", "Bearer github-s1-2"]);
  });

  it("takes no token from memory while this process doesn't hear of changes", async () => {
    const session = await startWith({});
    portal.setListening(false);
    await portal.fetch("/bff/api/demo/", { session });
    await portal.fetch("/bff/api/demo/", { session });
    expect(portal.tokens.ownAsked).toBe(2);
  });
});

describe("bodies", () => {
  it("are not read to their end when the call is refused", async () => {
    await startWith({});
    const headers = { "X-CSRF": "1", "Content-Length": String(1024 ** 3) };
    const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, { method: "POST", headers }).on("error", () => {});
    outgoing.write("x");
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    expect([response.statusCode, response.headers.connection]).toEqual([401, "close"]);
    await once(response.resume(), "close");
  });

  it.each([0, 1, 65_536, 65_537, 3_000_000])("passes a body of %i bytes up and down", async (size) => {
    const session = await startWith({});
    api.answer = (request, response) => {
      response.writeHead(200, { "content-type": "application/octet-stream" });
      request.pipe(response);
    };
    const body = Buffer.alloc(size, "x");
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body });
    expect(Buffer.compare(Buffer.from(await response.arrayBuffer()), body)).toBe(0);
    expect(api.seen[0]?.headers["content-length"]).toBe(String(size));
  });

  it("passes a chunked body on chunked, and chunk by chunk", async () => {
    const session = await startWith({});
    const first = Promise.withResolvers<string>();
    api.answer = (request, response) => {
      request.once("data", (chunk) => first.resolve(String(chunk)));
      request.on("end", () => response.end("done"));
    };
    const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, {
      method: "POST",
      headers: { "X-CSRF": "1", Cookie: cookieOf(session), "Transfer-Encoding": "chunked" },
    });
    const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
    outgoing.write("first");
    expect(await first.promise).toBe("first");
    outgoing.end("second");
    const [response] = await answered;
    expect(response.statusCode).toBe(200);
    expect(api.seen[0]?.headers["transfer-encoding"]).toBe("chunked");
    response.resume();
  });

  it("refuses a body over the limit with 413 and sends nothing", async () => {
    const session = await startWith({ maxRequestBytes: 1000 });
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body: "x".repeat(1001) });
    expect(response.status).toBe(413);
    expect(await problemOf(response)).toMatchObject({ code: "request_too_large" });
    expect(api.seen).toEqual([]);
  });

  it("cuts a chunked body off at the limit with 413", async () => {
    const session = await startWith({ maxRequestBytes: 100_000 });
    const body = new Blob([Buffer.alloc(200_000)]).stream();
    api.answer = (request, response) => request.resume().on("end", () => response.end());
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body, duplex: "half" } as never);
    expect(response.status).toBe(413);
  });

  it("answers Expect: 100-continue only when the call goes on", async () => {
    const session = await startWith({});
    const ask = (headers: Record<string, string>) => {
      const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, {
        method: "POST",
        headers: { Expect: "100-continue", "Content-Length": "5", ...headers },
      });
      outgoing.flushHeaders();
      return outgoing;
    };
    const refused = ask({ "X-CSRF": "1" });
    refused.on("continue", () => refused.destroy(new Error("continued")));
    const [answer] = (await once(refused, "response")) as [IncomingMessage];
    expect(answer.statusCode).toBe(401);
    refused.destroy();
    const admitted = ask({ "X-CSRF": "1", Cookie: cookieOf(session) });
    await once(admitted, "continue");
    admitted.end("hello");
    const [response] = (await once(admitted, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(200);
    expect(api.seen[0]?.headers.expect).toBeUndefined();
    response.resume();
  });

  it("says nothing of the kind to HTTP/1.0, which would take it for the answer", async () => {
    const cookie = cookieOf(await startWith({}));
    const { hostname, port } = new URL(portal.url);
    const socket = connect(Number(port), hostname);
    const lines = ["Expect: 100-continue", "Content-Length: 5", "X-CSRF: 1", `Cookie: ${cookie}`];
    socket.write(`POST /bff/api/demo/ HTTP/1.0\r\n${lines.join("\r\n")}\r\n\r\nhello`);
    expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1\.1 200 /);
  });
});

describe("answers", () => {
  it("passes GraphQL through: a POST of JSON, its errors with status 200 and all", async () => {
    const session = await startWith({ paths: ["/graphql"] });
    const query = JSON.stringify({ query: "query Notes($n: Int!) { notes(first: $n) { id } }", variables: { n: 2 } });
    const answer = JSON.stringify({ data: null, errors: [{ message: "no", path: ["notes"] }] });
    let arrived = "";
    api.answer = async (request, response) => {
      for await (const chunk of request) arrived += chunk;
      response.writeHead(200, { "content-type": "application/graphql-response+json" }).end(answer);
    };
    const headers = { "Content-Type": "application/json", Accept: "application/graphql-response+json" };
    const response = await portal.fetch("/bff/api/demo/graphql", { session, method: "POST", headers, body: query });
    expect(arrived).toBe(query);
    expect(api.seen[0]?.headers).toMatchObject({ "content-type": headers["Content-Type"], accept: headers.Accept });
    expect(response.headers.get("content-type")).toBe("application/graphql-response+json");
    expect(await response.text()).toBe(answer);
  });

  it("passes a chunked answer through chunk by chunk, its length unsaid", async () => {
    const session = await startWith({});
    const apiSide = Promise.withResolvers<import("node:http").ServerResponse>();
    api.answer = (_, response) => {
      response.writeHead(200).write("first");
      apiSide.resolve(response);
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.headers.get("content-length")).toBeNull();
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await reader?.read())?.value).toBe("first");
    (await apiSide.promise).end("second");
    expect((await reader?.read())?.value).toBe("second");
    expect((await reader?.read())?.done).toBe(true);
  });

  it("passes HEAD through with its length and no body", async () => {
    const session = await startWith({});
    api.answer = (_, response) => response.writeHead(200, { "content-length": 1234, etag: '"a"' }).end();
    const response = await portal.fetch("/bff/api/demo/", { session, method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("1234");
    expect(response.headers.get("etag")).toBe('"a"');
  });

  it("passes range requests and partial answers through", async () => {
    const session = await startWith({});
    api.answer = (_, response) =>
      response.writeHead(206, { "content-range": "bytes 0-1/10", "content-length": 2 }).end("ab");
    const response = await portal.fetch("/bff/api/demo/", { session, headers: { Range: "bytes=0-1" } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 0-1/10");
    expect(api.seen[0]?.headers.range).toBe("bytes=0-1");
  });

  it("passes conditional requests and 304 through", async () => {
    const session = await startWith({});
    api.answer = (_, response) => response.writeHead(304, { etag: '"a"' }).end();
    const response = await portal.fetch("/bff/api/demo/", { session, headers: { "If-None-Match": '"a"' } });
    expect(response.status).toBe(304);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
    expect(api.seen[0]?.headers["if-none-match"]).toBe('"a"');
  });

  it("passes compressed bytes through untouched", async () => {
    const session = await startWith({});
    const packed = gzipSync("hello ".repeat(1000));
    api.answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(packed);
    const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, {
      headers: { "X-CSRF": "1", Cookie: cookieOf(session) },
    }).end();
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    const received = Buffer.concat(await response.toArray());
    expect(Buffer.compare(received, packed)).toBe(0);
  });

  it("passes server-sent events on one by one, the head before the first", async () => {
    const session = await startWith({});
    const stream = Promise.withResolvers<import("node:http").ServerResponse>();
    api.answer = (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      stream.resolve(response);
    };
    const response = await portal.fetch("/bff/api/demo/events", { session });
    expect(response.status).toBe(200);
    const events = await stream.promise;
    const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    events.write("data: 1\n\n");
    expect((await reader?.read())?.value).toBe("data: 1\n\n");
    events.end("data: 2\n\n");
    expect((await reader?.read())?.value).toBe("data: 2\n\n");
  });

  it("cancels the call to the API when the client goes away", async () => {
    const session = await startWith({});
    const closed = Promise.withResolvers<void>();
    api.answer = (request, response) => {
      request.on("close", () => closed.resolve());
      response.writeHead(200);
      response.write("first");
    };
    const abort = new AbortController();
    const response = await portal.fetch("/bff/api/demo/", { session, signal: abort.signal });
    expect(response.status).toBe(200);
    abort.abort();
    await closed.promise;
  });

  it("breaks the client's connection off when the API breaks off in the middle", async () => {
    const session = await startWith({});
    api.answer = (_, response) => {
      response.writeHead(200);
      response.write("half", () => response.destroy());
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    await expect(response.text()).rejects.toThrow();
  });

  it("answers 502 when the API can't be reached", async () => {
    const session = await startWith({ target: "http://127.0.0.1:9" });
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(502);
    expect(await problemOf(response)).toMatchObject({ code: "upstream_unreachable" });
  });

  it("answers 504 when the API takes too long for its first byte", async () => {
    const session = await startWith({ firstByteTimeoutSeconds: 1 });
    api.answer = () => {};
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(504);
    expect(await problemOf(response)).toMatchObject({ code: "upstream_timeout" });
  });

  it("breaks off when the API pauses too long between two chunks", async () => {
    const session = await startWith({ idleTimeoutSeconds: 1 });
    api.answer = (_, response) => {
      response.writeHead(200);
      response.write("first");
    };
    const response = await portal.fetch("/bff/api/demo/", { session });
    await expect(response.text()).rejects.toThrow();
  });

  it.each([
    ["a small body", { "content-length": "60000" }],
    ["a streamed one", { "transfer-encoding": "chunked" }],
  ])("cuts a client off with 408 that trickles %s, however steadily", async (_, headers) => {
    const session = await startWith({ idleTimeoutSeconds: 1 });
    api.answer = (request, response) => request.resume().on("end", () => response.end());
    const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, {
      method: "POST",
      headers: { "X-CSRF": "1", Cookie: cookieOf(session), ...headers },
    });
    outgoing.on("error", () => {});
    const trickle = setInterval(() => outgoing.write("x"), 200);
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    clearInterval(trickle);
    expect(response.statusCode).toBe(408);
    response.resume();
    outgoing.destroy();
  });

  it("cuts a client off with 408 that stops in the middle of its body", async () => {
    const session = await startWith({ idleTimeoutSeconds: 1 });
    const { hostname, port } = new URL(portal.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /bff/api/demo/ HTTP/1.1\r\nHost: x\r\nX-CSRF: 1\r\nCookie: ${cookieOf(session)}\r\nContent-Length: 10\r\n\r\nabc`,
    );
    const answer = Buffer.concat(await socket.toArray()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain("request_timeout");
  });

  it.each([
    ["GET", undefined, 200],
    ["OPTIONS", undefined, 200],
    ["QUERY", "x", 200],
    ["PROPFIND", "x", 200],
    ["REPORT", "x", 200],
    ["SEARCH", "x", 200],
    ["POST", "x", 502],
    ["PUT", "x", 502],
    ["DELETE", undefined, 502],
    ["PROPPATCH", "x", 502],
    ["PURGE", undefined, 502],
  ])(
    "asks again once when the API hung up without an answer if the method is safe: %s",
    async (method, body, status) => {
      const session = await startWith({ methods: [method] });
      const arrived: string[] = [];
      let hungUp = false;
      api.answer = async (request, response) => {
        arrived.push(Buffer.concat(await request.toArray()).toString());
        if (hungUp) return response.end();
        hungUp = true;
        request.socket.destroy();
      };
      expect((await portal.fetch("/bff/api/demo/", { session, method, body: body ?? null })).status).toBe(status);
      expect(arrived).toEqual(status === 200 ? [body ?? "", body ?? ""] : [body ?? ""]);
    },
  );

  it("survives informational answers of the API", async () => {
    const session = await startWith({});
    api.answer = (_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.end("final");
    };
    expect(await (await portal.fetch("/bff/api/demo/", { session })).text()).toBe("final");
  });

  it("lets an early answer reach a client that is still sending", async () => {
    const session = await startWith({});
    api.answer = (_, response) => response.writeHead(403, { connection: "close" }).end("early");
    const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, {
      method: "PUT",
      headers: { "X-CSRF": "1", Cookie: cookieOf(session), "Content-Length": "10000000" },
    });
    outgoing.on("error", () => {});
    outgoing.write(Buffer.alloc(100_000));
    const [response] = (await once(outgoing, "response")) as [IncomingMessage];
    expect(response.statusCode).toBe(403);
    expect(response.headers.connection).toBe("close");
    outgoing.destroy();
  });
});

describe("rate limits", () => {
  it("counts per session and API, says what is left, and answers 429 with Retry-After", async () => {
    const nowSeconds = Math.floor(Date.now() / 1000);
    const session = await startWith({ requestsPerMinute: 2 }, { nowSeconds: () => nowSeconds });
    const other = portal.vault.add("s2");
    const first = await portal.fetch("/bff/api/demo/", { session });
    expect(first.headers.get("ratelimit-policy")).toBe('"bff";q=2;w=60');
    expect(first.headers.get("ratelimit")).toBe('"bff";r=1;t=60');
    await portal.fetch("/bff/api/demo/", { session });
    const refused = await portal.fetch("/bff/api/demo/", { session });
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("60");
    expect(await problemOf(refused)).toMatchObject({ code: "rate_limited" });
    expect((await portal.fetch("/bff/api/demo/", { session: other })).status).toBe(200);
  });

  it("count by address, and by network where a caller has a whole one to choose from", async () => {
    let clientAddress = "2001:db8:1:2::1";
    await startWith({ token: "none", requestsPerMinute: 1 }, { clientAddress: () => clientAddress });
    const status = async () => (await portal.fetch("/bff/api/demo/")).status;
    expect([await status(), await status()]).toEqual([200, 429]);
    clientAddress = "2001:db8:1:2:ffff::9";
    expect(await status()).toBe(429);
    clientAddress = "2001:db8:1:3::1";
    expect(await status()).toBe(200);
  });

  it("that are shared refuse a session that ended while they were asked", async () => {
    const asked = async () => {
      await portal.vault.end(session);
      return { allowed: true, limit: 9, remaining: 8, resetSeconds: 60 };
    };
    const rateLimiter = { take: asked, close: async () => {} };
    const session = await startWith({ requestsPerMinute: 9 }, { rateLimiter });
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(401);
    expect(await problemOf(response)).toMatchObject({ code: "session_required" });
    expect(api.seen).toEqual([]);
  });

  it("that are shared and fail say nothing of why", async () => {
    const rateLimiter = { take: () => Promise.reject(new Error("redis://hunter2")), close: async () => {} };
    const session = await startWith({ requestsPerMinute: 9 }, { rateLimiter });
    const response = await portal.fetch("/bff/api/demo/", { session });
    expect(response.status).toBe(500);
    expect(await response.text()).not.toContain("hunter2");
  });
});

it("refuses to start with an API that can't be a route, naming the setting", async () => {
  await expect(startBff({ demo: { target: "http://127.0.0.1/?q=1" } })).rejects.toThrow("apis.demo.target");
  await expect(startBff({ demo: { target: "http://127.0.0.1", paths: ["/a/../b"] } })).rejects.toThrow(
    "apis.demo.paths",
  );
});

it.each(["Authorization", "Cookie", "Host", "Content-Length", "Transfer-Encoding", "Sec-Fetch-Site", "X_User"])(
  "refuses to start with %s among an API's request headers",
  async (name) => {
    const demo = { target: "http://127.0.0.1", requestHeaders: { [name]: "x" } };
    await expect(startBff({ demo })).rejects.toThrow("apis.demo.requestHeaders");
  },
);

it("sends what the operator says who calls, never what the caller says", async () => {
  const session = await startWith({ requestHeaders: { "Impersonate-User": "portal", "X-Remote-User": "portal" } });
  const headers = { "Impersonate-User": "admin", "X-Remote-User": "admin", "Impersonate-Group": "system:masters" };
  expect((await portal.fetch("/bff/api/demo/", { session, headers })).status).toBe(200);
  expect(api.seen[0]?.headers).toMatchObject({ "impersonate-user": "portal", "x-remote-user": "portal" });
  expect(api.seen[0]?.headers).not.toHaveProperty("impersonate-group");
});

it("closes its connections to the API on close", async () => {
  const server = createServer((_, response) => response.end());
  const port = await listen(server);
  portal = await startBff({ demo: { target: `http://127.0.0.1:${port}`, token: "none" } });
  await portal.fetch("/bff/api/demo/");
  await portal.bff.close();
  await closeServer(server);
});
