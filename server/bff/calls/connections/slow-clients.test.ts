import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { answerTo, beginCall } from "#tests/support/begun-call.ts";
import { cookieOf } from "#tests/support/bff-harness.ts";
import { startBffWorld } from "#tests/support/bff-world.ts";

describe("answers", () => {
  it.each([
    ["a small body", { "content-length": "60000" }],
    ["a streamed one", { "transfer-encoding": "chunked" }],
  ])("cuts a client off with 408 that trickles %s, however steadily", async (_, headers) => {
    const { api, portal, session } = await startBffWorld({ idleTimeoutSeconds: 1 });
    api.answer = (request, response) => request.resume().on("end", () => response.end());
    const call = beginCall(portal, { session, headers }).on("error", () => {});
    const trickle = setInterval(() => call.write("x"), 200);
    const response = await answerTo(call);
    clearInterval(trickle);
    expect(response.statusCode).toBe(408);
    response.resume();
    call.destroy();
  });

  it("cuts a client off with 408 that stops in the middle of its body", async () => {
    const { portal, session } = await startBffWorld({ idleTimeoutSeconds: 1 });
    const { hostname, port } = new URL(portal.url);
    const socket = connect(Number(port), hostname);
    socket.write(
      `POST /bff/api/demo/ HTTP/1.1\r\nHost: x\r\nX-CSRF: 1\r\nCookie: ${cookieOf(session)}\r\nContent-Length: 10\r\n\r\nabc`,
    );
    const answer = Buffer.concat(await socket.toArray()).toString();
    expect(answer).toMatch(/^HTTP\/1\.1 408 /);
    expect(answer).toContain("request_timeout");
  });

  it("lets an early answer reach a client that is still sending", async () => {
    const { api, portal, session } = await startBffWorld();
    api.answer = (_, response) => response.writeHead(403, { connection: "close" }).end("early");
    const headers = { "Content-Length": "10000000" };
    const call = beginCall(portal, { session, method: "PUT", headers }).on("error", () => {});
    call.write(Buffer.alloc(100_000));
    const response = await answerTo(call);
    expect(response.statusCode).toBe(403);
    expect(response.headers.connection).toBe("close");
    call.destroy();
  });
});
