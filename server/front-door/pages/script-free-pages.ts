import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { isScriptFreePath } from "#server/http/script-free-path.ts";
import { scriptOfFrames } from "./frames-of-page.ts";

/** React writes no other scripts than these; in what they quote, "<" is escaped. */
const scripts = /<script\b[^>]*>.*?<\/script>|<link\b[^>]*\bas="script"[^>]*>/gs;

/** Next would send its runtime along (about 450 kB), to make alive what has nothing to come alive. */
export function isScriptFree(request: IncomingMessage): boolean {
  // Next's own data requests come from its runtime, which these pages don't have.
  return isScriptFreePath((request.url ?? "").split("?", 1)[0] ?? "") && request.headers["rsc"] === undefined;
}

/**
 * Takes the scripts out of the page that is about to be answered, and forbids any by its policy.
 *
 * The page is held back until it is whole: it is small, and nothing of it would be shown earlier. Failures of rendering
 * (5xx) are left alone, since Next shows them by script.
 */
export function answerWithoutScripts(request: IncomingMessage, response: ServerResponse): void {
  const compress = /\bgzip\b/.test(String(request.headers["accept-encoding"] ?? ""));
  // What Next has compressed couldn't be read here.
  delete request.headers["accept-encoding"];
  const held: Buffer[] = [];
  const hold = (chunk: unknown, encoding: unknown) => {
    if (typeof chunk === "string") held.push(Buffer.from(chunk, encoding as BufferEncoding | undefined));
    else if (chunk instanceof Uint8Array) held.push(Buffer.from(chunk));
  };
  const callback = (args: unknown[]) => args.find((arg): arg is () => void => typeof arg === "function");
  const send = { writeHead: response.writeHead.bind(response), end: response.end.bind(response) };

  response.flushHeaders = () => {};
  // The head too: its policy and length are known only with the whole page.
  response.writeHead = ((status: number, ...rest: unknown[]) => {
    const headers = rest.find((arg) => typeof arg === "object" && arg !== null) as OutgoingHttpHeaders | undefined;
    for (const [name, value] of Object.entries(headers ?? {})) if (value !== undefined) response.setHeader(name, value);
    response.statusCode = status;
    return response;
  }) as typeof response.writeHead;
  response.write = ((chunk: unknown, ...rest: unknown[]) => {
    hold(chunk, rest[0]);
    callback(rest)?.();
    return true;
  }) as typeof response.write;
  response.end = ((...args: unknown[]) => {
    hold(args[0], args[1]);
    const body = finishPage(response, Buffer.concat(held), compress);
    send.writeHead(response.statusCode);
    return send.end(body, callback(args));
  }) as typeof response.end;
}

/** The body to send, and the headers that belong to it. */
function finishPage(response: ServerResponse, page: Buffer, compress: boolean): Buffer {
  const isPage = String(response.getHeader("content-type") ?? "").startsWith("text/html");
  if (!isPage || response.statusCode >= 500) return page;
  const policy = String(response.getHeader("content-security-policy") ?? "");
  const own = scriptOfFrames(response);
  const source = own?.source ?? "'none'";
  response.setHeader("content-security-policy", policy.replace(/script-src [^;]*/, `script-src ${source}`));
  response.removeHeader("etag");
  response.removeHeader("content-length");
  const bare = page.toString("utf8").replaceAll(scripts, "");
  const body = Buffer.from(own ? bare.replace("<head>", () => `<head>${own.tag}`) : bare);
  if (!compress || body.length === 0) return body;
  response.setHeader("content-encoding", "gzip");
  return gzipSync(body);
}
