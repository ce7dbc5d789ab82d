import type { IncomingMessage } from "node:http";

/** What arrived, without anything secret: header names only. */
export interface ApiLogEntry {
  method: string;
  /** With the query. */
  path: string;
  headerNames: readonly string[];
  atMs: number;
}

const mostEntries = 1000;

/** The last requests, oldest first: so that a test can show that nothing arrived. */
export class RequestLog {
  readonly #entries: ApiLogEntry[] = [];

  add(request: IncomingMessage): void {
    this.#entries.push({
      method: request.method ?? "GET",
      path: request.url ?? "/",
      headerNames: Object.keys(request.headers),
      atMs: Date.now(),
    });
    if (this.#entries.length > mostEntries) this.#entries.shift();
  }

  entries(): readonly ApiLogEntry[] {
    return [...this.#entries];
  }
}
