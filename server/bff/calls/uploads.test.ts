import { once } from "node:events";
import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { AppError } from "#server/errors/app-error.ts";
import { answerTo, beginCall } from "#tests/support/begun-call.ts";
import { cookieOf } from "#tests/support/bff-harness.ts";
import { problemOf, startBffWorld } from "#tests/support/bff-world.ts";

describe("bodies", () => {
  it("are not read to their end when the call is refused", async () => {
    const { portal } = await startBffWorld();
    const headers = { "Content-Length": String(1024 ** 3) };
    const call = beginCall(portal, { headers }).on("error", () => {});
    call.write("x");
    const response = await answerTo(call);
    expect([response.statusCode, response.headers.connection]).toEqual([401, "close"]);
    await once(response.resume(), "close");
  });

  it.each([0, 1, 65_536, 65_537, 3_000_000])("passes a body of %i bytes up and down", async (size) => {
    const { api, portal, session } = await startBffWorld();
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
    const { api, portal, session } = await startBffWorld();
    const first = Promise.withResolvers<string>();
    api.answer = (request, response) => {
      request.once("data", (chunk) => first.resolve(String(chunk)));
      request.on("end", () => response.end("done"));
    };
    const call = beginCall(portal, { session, headers: { "Transfer-Encoding": "chunked" } });
    const answered = answerTo(call);
    call.write("first");
    expect(await first.promise).toBe("first");
    call.end("second");
    const response = await answered;
    expect(response.statusCode).toBe(200);
    expect(api.seen[0]?.headers["transfer-encoding"]).toBe("chunked");
    response.resume();
  });

  it("refuses a body over the limit with 413 and sends nothing", async () => {
    const { api, portal, session } = await startBffWorld({ maxRequestBytes: 1000 });
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body: "x".repeat(1001) });
    expect(response.status).toBe(413);
    expect(await problemOf(response)).toMatchObject({ code: "request_too_large" });
    expect(api.seen).toEqual([]);
  });

  it.each([1001, 100_000])("refuses %i bytes over the limit by their head, before any of them comes", async (size) => {
    const { api, portal, session } = await startBffWorld({ maxRequestBytes: 1000 });
    const headers = { "Content-Length": String(size), Expect: "100-continue" };
    const call = beginCall(portal, { session, headers }).on("error", () => {});
    call.on("continue", () => call.destroy(new Error("continued"))).flushHeaders();
    const response = await answerTo(call);
    expect([response.statusCode, response.headers.connection]).toEqual([413, "close"]);
    expect(api.seen).toEqual([]);
    expect(portal.tokens.ownAsked).toBe(0);
    await once(response.resume(), "close");
  });

  it("refuses it the same way when there is no token to be had", async () => {
    const { portal, session } = await startBffWorld({ maxRequestBytes: 1000 });
    portal.tokens.forUser = () => Promise.reject(new AppError("token_unavailable"));
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body: "x".repeat(1001) });
    expect(response.status).toBe(413);
  });

  it("cuts a chunked body off at the limit with 413", async () => {
    const { api, portal, session } = await startBffWorld({ maxRequestBytes: 100_000 });
    const body = new Blob([Buffer.alloc(200_000)]).stream();
    api.answer = (request, response) => request.resume().on("end", () => response.end());
    const response = await portal.fetch("/bff/api/demo/", { session, method: "POST", body, duplex: "half" } as never);
    expect(response.status).toBe(413);
  });

  it("answers Expect: 100-continue only when the call goes on", async () => {
    const { api, portal, session } = await startBffWorld();
    const headers = { Expect: "100-continue", "Content-Length": "5" };
    const refused = beginCall(portal, { headers });
    refused.flushHeaders();
    refused.on("continue", () => refused.destroy(new Error("continued")));
    expect((await answerTo(refused)).statusCode).toBe(401);
    refused.destroy();
    const admitted = beginCall(portal, { session, headers });
    admitted.flushHeaders();
    await once(admitted, "continue");
    admitted.end("hello");
    const response = await answerTo(admitted);
    expect(response.statusCode).toBe(200);
    expect(api.seen[0]?.headers.expect).toBeUndefined();
    response.resume();
  });

  it("says nothing of the kind to HTTP/1.0, which would take it for the answer", async () => {
    const { portal, session } = await startBffWorld();
    const { hostname, port } = new URL(portal.url);
    const socket = connect(Number(port), hostname);
    const lines = ["Expect: 100-continue", "Content-Length: 5", "X-CSRF: 1", `Cookie: ${cookieOf(session)}`];
    socket.write(`POST /bff/api/demo/ HTTP/1.0\r\n${lines.join("\r\n")}\r\n\r\nhello`);
    expect(Buffer.concat(await socket.toArray()).toString()).toMatch(/^HTTP\/1\.1 200 /);
  });
});
