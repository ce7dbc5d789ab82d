import { Auth, type AuthConfig } from "@auth/core";
import { CookieBrowser } from "./cookie-browser.ts";

/** An app whose server is Auth.js and nothing else, with a browser that keeps its cookies. */
export class AuthBrowser {
  readonly #appUrl: string;
  readonly #config: AuthConfig;
  readonly #jar: CookieBrowser;

  constructor(appUrl: string, config: AuthConfig) {
    this.#appUrl = appUrl;
    this.#config = config;
    this.#jar = new CookieBrowser(appUrl);
  }

  async fetch(path: string, body?: URLSearchParams): Promise<Response> {
    const cookie = this.#jar.cookieHeader(path.split("?", 1)[0] ?? path);
    const headers = { ...(cookie ? { cookie } : {}), "x-auth-return-redirect": "" };
    const request = new Request(this.#appUrl + path, body ? { method: "POST", body, headers } : { headers });
    const response = (await Auth(request, this.#config)) as Response;
    for (const header of response.headers.getSetCookie()) this.#jar.store(header);
    return response;
  }

  /** Signs in at the provider `portico`; `answer` is the person there, and says where they come back to. */
  async signIn(answer: (authorizationUrl: string) => Promise<URL>): Promise<unknown> {
    const { csrfToken } = (await (await this.fetch("/auth/csrf")).json()) as { csrfToken: string };
    const sent = await this.fetch("/auth/signin/portico", new URLSearchParams({ csrfToken }));
    const callback = await answer(sent.headers.get("location") ?? "");
    await this.fetch(callback.pathname + callback.search);
    return (await this.fetch("/auth/session")).json();
  }
}
