import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { answerTo, beginCall } from "#tests/support/begun-call.ts";
import { startBffWorld } from "#tests/support/bff-world.ts";

describe("answers", () => {
  it("passes GraphQL through: a POST of JSON, its errors with status 200 and all", async () => {
    const { api, portal, session } = await startBffWorld({ paths: ["/graphql"] });
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

  it("passes an API's challenge through, with the address of its metadata (RFC 9728)", async () => {
    const { api, portal, session } = await startBffWorld();
    const challenge = 'Bearer resource_metadata="https://tools.example/.well-known/oauth-protected-resource/mcp"';
    api.answer = (_, response) => response.writeHead(401, { "WWW-Authenticate": challenge }).end();
    const answer = await portal.fetch("/bff/api/demo/", { session });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([401, challenge]);
  });

  it("passes a chunked answer through chunk by chunk, its length unsaid", async () => {
    const { api, portal, session } = await startBffWorld();
    const apiSide = Promise.withResolvers<ServerResponse>();
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
    const { api, portal, session } = await startBffWorld();
    api.answer = (_, response) => response.writeHead(200, { "content-length": 1234, etag: '"a"' }).end();
    const response = await portal.fetch("/bff/api/demo/", { session, method: "HEAD" });
    expect(response.headers.get("content-length")).toBe("1234");
    expect(response.headers.get("etag")).toBe('"a"');
  });

  it("passes range requests and partial answers through", async () => {
    const { api, portal, session } = await startBffWorld();
    api.answer = (_, response) =>
      response.writeHead(206, { "content-range": "bytes 0-1/10", "content-length": 2 }).end("ab");
    const response = await portal.fetch("/bff/api/demo/", { session, headers: { Range: "bytes=0-1" } });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe("bytes 0-1/10");
    expect(api.seen[0]?.headers.range).toBe("bytes=0-1");
  });

  it("passes conditional requests and 304 through", async () => {
    const { api, portal, session } = await startBffWorld();
    api.answer = (_, response) => response.writeHead(304, { etag: '"a"' }).end();
    const response = await portal.fetch("/bff/api/demo/", { session, headers: { "If-None-Match": '"a"' } });
    expect(response.status).toBe(304);
    expect(response.headers.get("cache-control")).toBe("private, no-cache");
    expect(api.seen[0]?.headers["if-none-match"]).toBe('"a"');
  });

  it("passes compressed bytes through untouched", async () => {
    const { api, portal, session } = await startBffWorld();
    const packed = gzipSync("hello ".repeat(1000));
    api.answer = (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end(packed);
    // Not fetch(), which would unpack them.
    const response = await answerTo(beginCall(portal, { session, method: "GET" }).end());
    const received = Buffer.concat(await response.toArray());
    expect(Buffer.compare(received, packed)).toBe(0);
  });

  it("passes server-sent events on one by one, the head before the first", async () => {
    const { api, portal, session } = await startBffWorld();
    const stream = Promise.withResolvers<ServerResponse>();
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
    const { api, portal, session } = await startBffWorld();
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

  it("survives informational answers of the API", async () => {
    const { api, portal, session } = await startBffWorld();
    api.answer = (_, response) => {
      response.writeEarlyHints({ link: "</style.css>; rel=preload" });
      response.end("final");
    };
    expect(await (await portal.fetch("/bff/api/demo/", { session })).text()).toBe("final");
  });
});
