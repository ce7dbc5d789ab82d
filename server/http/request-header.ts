import type { IncomingMessage } from "node:http";

/** The value of a request header, by its lower-case name; of one that came more than once, the first. */
export function requestHeader(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}
