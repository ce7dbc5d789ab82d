import { CookieBrowser } from "./cookie-browser.ts";

/** An answer as the browser's user could see it with its developer tools. */
export interface SeenAnswer {
  url: string;
  status: number;
  headers: [name: string, value: string][];
  body: string;
}

/** A browser that remembers every answer, headers and body, of the one origin it talks to. */
export class RecordingBrowser extends CookieBrowser {
  readonly #seen: SeenAnswer[];

  constructor(origin: string, seen: SeenAnswer[]) {
    super(origin);
    this.#seen = seen;
  }

  override async fetch(
    target: string | URL,
    init: RequestInit & { headers?: Record<string, string> } = {},
  ): Promise<Response> {
    const response = await super.fetch(target, init);
    const body = await response.clone().text();
    this.#seen.push({ url: response.url, status: response.status, headers: [...response.headers], body });
    return response;
  }
}
