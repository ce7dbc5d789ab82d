import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { afterEach, describe, expect, it } from "vitest";
import { answerWithoutScripts, isScriptFree } from "./script-free-pages.ts";

const policy = "default-src 'none'; script-src 'nonce-abc' 'strict-dynamic'; style-src 'nonce-abc'";
const page =
  '<html><head><link rel="stylesheet" href="/a.css"/><link rel="preload" as="script" href="/a.js"/>' +
  '<script src="/a.js" async=""></script></head><body><h1>Grüße</h1><script nonce="abc">self.x="\\u003c/b>"\n</script></body></html>';
const shown = '<html><head><link rel="stylesheet" href="/a.css"/></head><body><h1>Grüße</h1></body></html>';

let server: Server | undefined;
afterEach(() => server?.close());

async function ask(answer: (response: ServerResponse) => void, headers: Record<string, string> = {}) {
  server = createServer((request, response) => {
    response.setHeader("content-security-policy", policy);
    response.setHeader("content-type", "text/html; charset=utf-8");
    answerWithoutScripts(request, response);
    // As Next's compression does it: what the client takes decides.
    expect(request.headers["accept-encoding"]).toBeUndefined();
    answer(response);
  });
  await new Promise<void>((resolve) => server?.listen(0, "127.0.0.1", resolve));
  return fetch(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`, { headers });
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
      const answer = await ask(write);
      expect(await answer.text()).toBe(shown);
      expect(answer.headers.get("content-security-policy")).toBe(
        "default-src 'none'; script-src 'none'; style-src 'nonce-abc'",
      );
      server?.close();
    }
  });

  it("keeps its status and is compressed for who takes that", async () => {
    const refused = await ask((response) => response.writeHead(403).end(page), { "accept-encoding": "gzip" });
    expect([refused.status, refused.headers.get("content-encoding")]).toEqual([403, "gzip"]);
    expect(await refused.text()).toBe(shown);
    server?.close();
    const plain = await ask((response) => response.end(page), { "accept-encoding": "identity" });
    expect([plain.headers.get("content-encoding"), await plain.text()]).toEqual([null, shown]);
  });

  it("keeps its scripts when rendering failed: Next shows that by script", async () => {
    const failed = await ask((response) => response.writeHead(500).end(page));
    expect(await failed.text()).toBe(page);
    expect(failed.headers.get("content-security-policy")).toBe(policy);
  });

  it("leaves alone what is no page", async () => {
    const bytes = gzipSync("<script>1</script>");
    const download = await ask((response) => response.setHeader("content-type", "application/gzip").end(bytes));
    expect(Buffer.from(await download.arrayBuffer())).toEqual(bytes);
  });
});

it("is every page but the playground, and none of what Next asks for itself", () => {
  const asked = (url: string, headers = {}) => isScriptFree({ url, headers } as IncomingMessage);
  for (const url of [
    "/",
    "/sign-in?return_to=/x",
    "/consent/abc",
    "/device",
    "/error?code=x",
    "/sign-out/app",
    "/account",
  ]) {
    expect([url, asked(url)]).toEqual([url, true]);
  }
  for (const url of [
    "/playground",
    "/_next/static/chunks/a.js",
    "/api/auth/session",
    "/consented",
    "/sign-information",
  ]) {
    expect([url, asked(url)]).toEqual([url, false]);
  }
  expect(asked("/account", { rsc: "1" })).toBe(false);
});
