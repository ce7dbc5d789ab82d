interface JarCookie {
  name: string;
  value: string;
  path: string;
}

/** As much of a browser as the protocol needs: a cookie jar that knows paths, and no redirect followed by itself. */
export class CookieBrowser {
  #cookies: JarCookie[] = [];
  readonly #origin: string;
  #address: string;

  /** `address`: where the origin really listens, when that differs (a public URL without its proxy). */
  constructor(origin: string, address = origin) {
    this.#origin = origin;
    this.#address = address;
  }

  /** From now on the origin is answered from there, as when a load balancer takes another process. */
  answeredFrom(address: string): void {
    this.#address = address;
  }

  /** Remembers what a `Set-Cookie` header says. */
  store(setCookie: string, requestPath = "/"): void {
    const [pair = "", ...attributes] = setCookie.split(";").map((part) => part.trim());
    const [name = "", ...rest] = pair.split("=");
    const attribute = (key: string) =>
      attributes.find((text) => text.toLowerCase().startsWith(`${key}=`))?.slice(key.length + 1);
    const path = attribute("path") ?? requestPath;
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name || cookie.path !== path);
    const expires = attribute("expires");
    const gone = attribute("max-age") === "0" || (expires !== undefined && Date.parse(expires) <= Date.now());
    if (!gone) this.#cookies.push({ name, value: rest.join("="), path });
  }

  /** `target`: a path, with or without a query. */
  cookieHeader(target: string): string | undefined {
    const [path = ""] = target.split("?", 1);
    const fitting = this.#cookies.filter(
      (cookie) => cookie.path === "/" || path === cookie.path || path.startsWith(`${cookie.path}/`),
    );
    return fitting.length > 0 ? fitting.map(({ name, value }) => `${name}=${value}`).join("; ") : undefined;
  }

  names(): string[] {
    return this.#cookies.map(({ name }) => name);
  }

  forget(name: string): void {
    this.#cookies = this.#cookies.filter((cookie) => cookie.name !== name);
  }

  async fetch(target: string | URL, init: RequestInit & { headers?: Record<string, string> } = {}): Promise<Response> {
    const url = new URL(target, this.#origin);
    const cookie = url.origin === this.#origin ? this.cookieHeader(url.pathname) : undefined;
    const here = url.origin === this.#origin ? new URL(url.pathname + url.search, this.#address) : url;
    const response = await fetch(here, {
      redirect: "manual",
      ...init,
      headers: { accept: "text/html", ...(cookie ? { cookie } : {}), ...init.headers },
    });
    for (const header of response.headers.getSetCookie()) this.store(header, url.pathname);
    return response;
  }
}
