import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { afterEach, beforeEach, expect, it } from "vitest";
import {
  type BffHarness,
  cookieOf,
  type RecordingApi,
  startBff,
  startRecordingApi,
} from "#tests/support/bff-harness.ts";
import { startDeafServer } from "#tests/support/deaf-server.ts";
import { standStill } from "#tests/support/stand-still.ts";

let api: RecordingApi;
let portal: BffHarness;

beforeEach(async () => {
  api = await startRecordingApi();
});

afterEach(async () => {
  await portal.close();
  await api.close();
});

it("answers 504 when the API's connection isn't made in time", async () => {
  const deaf = await startDeafServer();
  portal = await startBff({
    demo: { target: `http://127.0.0.1:${deaf.port}`, connectTimeoutSeconds: 1, firstByteTimeoutSeconds: 60 },
  });
  const before = performance.now();
  const response = await portal.fetch("/bff/api/demo/", { session: portal.vault.add("s1") });
  expect(response.status).toBe(504);
  // undici's own default would be ten seconds.
  expect(performance.now() - before).toBeLessThan(10_000);
  await deaf.close();
});

async function upload(chunks: number, pauseMs: number): Promise<number | undefined> {
  portal = await startBff({ demo: { target: api.url, firstByteTimeoutSeconds: 1 } });
  const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, {
    method: "POST",
    headers: { "X-CSRF": "1", Cookie: cookieOf(portal.vault.add("s1")), "Transfer-Encoding": "chunked" },
  });
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  for (let count = 0; count < chunks; count++) {
    outgoing.write(Buffer.alloc(10_000));
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
  }
  outgoing.end();
  const [response] = await answered;
  return response.resume().statusCode;
}

it("answers 504 when an API that has read a streamed upload doesn't answer", async () => {
  api.answer = (request) => void request.resume();
  expect(await upload(1, 0)).toBe(504);
});

it("lets an upload take longer than the API may take for its first byte", async () => {
  api.answer = (request, response) => void request.resume().on("end", () => response.end());
  // Counted from the last chunk.
  expect(await upload(2, 2_500)).toBe(200);
});

it("lets an API that began its answer before the upload was over pause longer than it may for its first byte", async () => {
  portal = await startBff({ demo: { target: api.url, firstByteTimeoutSeconds: 1, idleTimeoutSeconds: 60 } });
  api.answer = (request, response) => {
    response.writeHead(200).write("begun, ");
    request.resume().on("end", () => setTimeout(() => response.end("and over"), 2_500));
  };
  const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, {
    method: "POST",
    headers: { "X-CSRF": "1", Cookie: cookieOf(portal.vault.add("s1")), "Transfer-Encoding": "chunked" },
  });
  outgoing.write("some of it, ");
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  outgoing.end("and the rest");
  expect(Buffer.concat(await response.toArray()).toString()).toBe("begun, and over");
});

it("holds no answer that the API has ended for a client that doesn't take it", async () => {
  portal = await startBff({ demo: { target: api.url, idleTimeoutSeconds: 1 } });
  api.answer = (_, response) => response.end("all of it");
  // As if the client's side took nothing: what is written stays in this process.
  portal.server.on("connection", (socket) => Object.assign(socket, { _write: () => {}, _writev: () => {} }));
  await expect(portal.fetch("/bff/api/demo/", { session: portal.vault.add("s1") })).rejects.toThrow("fetch failed");
});

it("holds no 401 either for which there is no other token, of an API that has ended it already", async () => {
  portal = await startBff({ demo: { target: api.url, token: "provider:github", idleTimeoutSeconds: 1 } });
  portal.tokens.forSession = async () => portal.tokens.make("the only one");
  // An answer to HEAD ends with its head.
  api.answer = (_, response) => response.writeHead(401).end();
  portal.server.on("connection", (socket) => Object.assign(socket, { _write: () => {}, _writev: () => {} }));
  const call = portal.fetch("/bff/api/demo/", { session: portal.vault.add("s1"), method: "HEAD" });
  await expect(call).rejects.toThrow("fetch failed");
});

it("doesn't hold against an API that this process stood still", async () => {
  portal = await startBff({ demo: { target: api.url, firstByteTimeoutSeconds: 1 } });
  api.answer = (_, response) => {
    response.end("at once");
    standStill(3_000);
  };
  const answer = await portal.fetch("/bff/api/demo/", { session: portal.vault.add("s1") });
  expect(await answer.text()).toBe("at once");
});

it("waits on while an API says that it works on it", async () => {
  portal = await startBff({ demo: { target: api.url, firstByteTimeoutSeconds: 1 } });
  api.answer = (_, response) => {
    const working = setInterval(() => response.writeProcessing(), 400);
    setTimeout(() => {
      clearInterval(working);
      response.end("worked out");
    }, 3_000);
  };
  const answer = await portal.fetch("/bff/api/demo/", { session: portal.vault.add("s1") });
  expect(await answer.text()).toBe("worked out");
});
