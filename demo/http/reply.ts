import type { OutgoingHttpHeaders, ServerResponse } from "node:http";

export function sendJson(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: OutgoingHttpHeaders = {},
): void {
  const text = `${JSON.stringify(body)}\n`;
  response
    .writeHead(status, {
      "content-type": "application/json; charset=utf-8",
      "content-length": Buffer.byteLength(text),
      "cache-control": "no-store",
      "x-content-type-options": "nosniff",
      ...headers,
    })
    .end(text);
}

/** 303: whatever the method was, the next request is a GET. */
export function redirect(response: ServerResponse, location: string, headers: OutgoingHttpHeaders = {}): void {
  response
    .writeHead(303, { location, "cache-control": "no-store", "referrer-policy": "no-referrer", ...headers })
    .end();
}

export function sendSvg(response: ServerResponse, svg: string): void {
  response
    .writeHead(200, {
      "content-type": "image/svg+xml",
      "cache-control": "public, max-age=3600",
      // An SVG opened on its own is a document: it may run nothing.
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "cross-origin",
    })
    .end(svg);
}
