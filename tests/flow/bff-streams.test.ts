import { once } from "node:events";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { Readable, Writable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { afterEach, beforeEach, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import {
  type BffHarness,
  cookieOf,
  type RecordingApi,
  startBff,
  startRecordingApi,
} from "#tests/support/bff-harness.ts";

const gigabyte = 1024 ** 3;
const chunk = Buffer.alloc(256 * 1024, "x");
// All of client, portal and API live in this process; a body held back anywhere would show at once.
const memoryGrowthBytesMax = 200 * 1024 ** 2;

let api: RecordingApi;
let portal: BffHarness;
let cookie: string;

beforeEach(async () => {
  api = await startRecordingApi();
  portal = await startBff({ demo: { target: api.url } });
  cookie = cookieOf(portal.vault.add("s1"));
});

afterEach(async () => {
  await portal.close();
  await api.close();
});

function* zeros(bytes: number): Generator<Buffer> {
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk;
}

/** Counts what arrives and watches the memory meanwhile. */
function countingSink(): { sink: Writable; bytes: () => number; peakBytes: () => number } {
  let bytes = 0;
  let peak = 0;
  const sink = new Writable({
    highWaterMark: chunk.length,
    write(part: Buffer, _, done) {
      bytes += part.length;
      if (bytes % (64 * 1024 ** 2) < part.length) peak = Math.max(peak, process.memoryUsage.rss());
      done();
    },
  });
  return { sink, bytes: () => bytes, peakBytes: () => peak };
}

it("brings 1 GB down in constant memory", async () => {
  api.answer = (_, response) => {
    response.writeHead(200, { "content-length": gigabyte });
    Readable.from(zeros(gigabyte), { objectMode: false }).pipe(response);
  };
  const before = process.memoryUsage.rss();
  const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, { headers: { "X-CSRF": "1", Cookie: cookie } }).end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  const { sink, bytes, peakBytes } = countingSink();
  await pipeline(response, sink);
  expect(bytes()).toBe(gigabyte);
  expect(peakBytes() - before).toBeLessThan(memoryGrowthBytesMax);
});

it("takes 1 GB up in constant memory", async () => {
  const { sink, bytes, peakBytes } = countingSink();
  api.answer = async (request, response) => {
    await pipeline(request, sink);
    response.end(String(bytes()));
  };
  const before = process.memoryUsage.rss();
  const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, {
    method: "POST",
    headers: { "X-CSRF": "1", Cookie: cookie },
  });
  const answered = once(outgoing, "response") as Promise<[IncomingMessage]>;
  await pipeline(Readable.from(zeros(gigabyte), { objectMode: false }), outgoing);
  const [response] = await answered;
  expect(Buffer.concat(await response.toArray()).toString()).toBe(String(gigabyte));
  expect(peakBytes() - before).toBeLessThan(memoryGrowthBytesMax);
});

it("cuts off a client that has stopped reading, and the API's call with it", async () => {
  const impatient = await startBff({ demo: { target: api.url, idleTimeoutSeconds: 1 } });
  const cancelled = Promise.withResolvers<void>();
  api.answer = (_, response) => {
    response.on("close", () => cancelled.resolve());
    response.writeHead(200, { "content-length": gigabyte });
    Readable.from(zeros(gigabyte), { objectMode: false }).pipe(response);
  };
  const headers = { "X-CSRF": "1", Cookie: cookieOf(impatient.vault.add("s1")) };
  const outgoing = httpRequest(`${impatient.url}/bff/api/demo/`, { headers }).end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  response.pause();
  await cancelled.promise;
  // What had left already can still be read; the rest never comes, and that shows.
  await expect(pipeline(response, countingSink().sink)).rejects.toThrow("aborted");
  await impatient.close();
});

it("stops reading from the API while the browser doesn't read", async () => {
  let written = 0;
  const stalled = Promise.withResolvers<void>();
  api.answer = (_, response) => {
    response.writeHead(200);
    const more = () => {
      while (written < gigabyte) {
        written += chunk.length;
        if (!response.write(chunk)) break;
      }
      // Nothing drained for a while: the back-pressure has reached the API.
      clearTimeout(timer);
      timer = setTimeout(() => stalled.resolve(), 300);
    };
    let timer = setTimeout(() => stalled.resolve(), 300);
    response.on("drain", more);
    more();
  };
  const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, { headers: { "X-CSRF": "1", Cookie: cookie } }).end();
  const [response] = (await once(outgoing, "response")) as [IncomingMessage];
  response.pause();
  await stalled.promise;
  expect(written).toBeLessThan(64 * 1024 ** 2);
  outgoing.destroy();
});

/** Writes until nothing has drained for a while: the back-pressure has come all the way. */
async function writeUntilStalled(target: Writable): Promise<number> {
  let written = 0;
  const stalled = Promise.withResolvers<void>();
  let timer = setTimeout(() => stalled.resolve(), 500);
  const more = () => {
    do written += chunk.length;
    while (target.write(chunk) && written < gigabyte);
    clearTimeout(timer);
    timer = setTimeout(() => stalled.resolve(), 500);
  };
  target.on("drain", more);
  more();
  await stalled.promise;
  target.off("drain", more);
  return written;
}

it("stops reading from the browser while the API doesn't read", async () => {
  api.answer = (request) => void request.pause();
  const headers = { "X-CSRF": "1", Cookie: cookie, "Content-Length": gigabyte };
  const outgoing = httpRequest(`${portal.url}/bff/api/demo/`, { method: "POST", headers }).on("error", () => {});
  expect(await writeUntilStalled(outgoing)).toBeLessThan(64 * 1024 ** 2);
  outgoing.destroy();
});

it("reads no more of an API's 401 while another token is asked for", async () => {
  const asked = await startBff({ demo: { target: api.url, token: "provider:github" } });
  const source = asked.tokens.forSession;
  const other = Promise.withResolvers<void>();
  asked.tokens.forSession = async (session, request) => {
    if (request.refused) await other.promise;
    return source(session, request);
  };
  const refusing = Promise.withResolvers<number>();
  api.answer = (request, response) => {
    if (!request.headers.authorization?.endsWith("-1")) response.end("done");
    else refusing.resolve(writeUntilStalled(response.writeHead(401)));
  };
  const answering = asked.fetch("/bff/api/demo/", { session: asked.vault.add("s1") });
  expect(await refusing.promise).toBeLessThan(64 * 1024 ** 2);
  other.resolve();
  expect(await (await answering).text()).toBe("done");
  await asked.close();
});

it("stops reading a WebSocket of the API's while the browser doesn't read", async () => {
  const open = await startBff({ demo: { target: api.url, websocket: true } });
  const sockets = new WebSocketServer({ server: api.server });
  const connected = once(sockets, "connection") as Promise<[WebSocket]>;
  const headers = { Cookie: cookieOf(open.vault.add("s1")), Origin: open.url };
  const browser = new WebSocket(`${open.url.replace("http", "ws")}/bff/api/demo/`, { headers });
  const [apiSide] = await connected;
  await once(browser, "open");
  browser.pause();
  for (let count = 0; count < 512; count++) apiSide.send(chunk);
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  // 128 MB were sent; most of them wait at the API.
  expect(apiSide.bufferedAmount).toBeGreaterThan(64 * 1024 ** 2);
  browser.terminate();
  apiSide.terminate();
  sockets.close();
  await open.close();
});
