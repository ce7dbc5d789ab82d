import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { PassThrough } from "node:stream";
import { expect, it } from "vitest";
import { bodyKindOf, RequestBody } from "./request-body.ts";

/** A request whose body has come whole. */
function wholeRequest(): IncomingMessage {
  const request = Object.assign(new PassThrough(), { complete: false });
  request.on("end", () => Object.assign(request, { complete: true }));
  request.end("the whole of it");
  return request as unknown as IncomingMessage;
}

it("ends with upstream_timeout when the API doesn't take what is left, although the client has sent all", async () => {
  const body = new RequestBody(wholeRequest(), { maxBytes: undefined, idleTimeoutSeconds: 0.05 }, "streamed");
  // Begins to read, and stops with the first chunk.
  body.once("data", () => body.pause());
  const [error] = await once(body, "error");
  expect(error).toMatchObject({ code: "upstream_timeout" });
});

it("throws nothing when its call is over and nobody reads it any more", async () => {
  const body = new RequestBody(wholeRequest(), { maxBytes: undefined, idleTimeoutSeconds: 0.05 }, "streamed");
  // Without a listener of ours: an error that nobody hears ends the process, or here the test run.
  await expect.poll(() => body.destroyed).toBe(true);
});

it.each([
  [{}, "none"],
  [{ "content-length": "0" }, "none"],
  [{ "content-length": "1" }, "small"],
  [{ "content-length": "65536" }, "small"],
  [{ "content-length": "65537" }, "streamed"],
  [{ "content-length": "100000" }, "streamed"],
  [{ "content-length": "100001" }, "too_large"],
  [{ "transfer-encoding": "Chunked" }, "streamed"],
  [{ "transfer-encoding": "gzip, chunked" }, "coded"],
])("knows by the head %j alone, of at most 100000 bytes, that a body is %s", (headers, kind) => {
  expect(bodyKindOf(headers, 100_000)).toBe(kind);
});

it("knows no body that is too large where nothing is said of it", () => {
  expect(bodyKindOf({ "content-length": String(1024 ** 4) }, undefined)).toBe("streamed");
});
