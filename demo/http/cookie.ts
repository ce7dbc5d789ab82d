import type { IncomingMessage } from "node:http";

/** Cookies ignore ports, so the demo's neighbours see each other's: the first of that name, or nothing. */
export function readCookie(request: IncomingMessage, name: string): string | undefined {
  for (const pair of (request.headers.cookie ?? "").split(";")) {
    const [key, ...value] = pair.split("=");
    if (key?.trim() === name) return value.join("=").trim();
  }
  return undefined;
}
