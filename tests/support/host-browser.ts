import type { Answer } from "./reverse-proxy.ts";

export type SendTo = (url: string, headers: Record<string, string>, method: string) => Promise<Answer>;

/** A browser that visits several hosts: host-only cookies, and what Fetch Metadata says of a link that was followed. */
export class HostBrowser {
  readonly #jars = new Map<string, Map<string, string>>();
  readonly #send: SendTo;

  constructor(send: SendTo) {
    this.#send = send;
  }

  store(url: string, setCookie: string): void {
    const [pair = "", ...attributes] = setCookie.split("; ");
    const equals = pair.indexOf("=");
    const name = pair.slice(0, equals);
    const jar = this.cookies(url);
    // What a real browser insists on (RFC 6265bis §4.1.3.2).
    const secure = attributes.includes("Secure") && attributes.includes("Path=/") && url.startsWith("https:");
    const hostOnly = attributes.every((attribute) => !attribute.startsWith("Domain="));
    if (name.startsWith("__Host-") && !(secure && hostOnly)) throw new Error(`${name} would be refused`);
    if (attributes.includes("Max-Age=0")) jar.delete(name);
    else jar.set(name, pair.slice(equals + 1));
  }

  /** Cookies of the address's host; ports don't tell jars apart. */
  cookies(url: string): Map<string, string> {
    const { hostname } = new URL(url);
    const jar = this.#jars.get(hostname) ?? new Map<string, string>();
    this.#jars.set(hostname, jar);
    return jar;
  }

  cookieHeader(url: string): Record<string, string> {
    const pairs = [...this.cookies(url)].map(([name, value]) => `${name}=${value}`);
    return pairs.length > 0 ? { Cookie: pairs.join("; ") } : {};
  }

  async ask(url: string, headers: Record<string, string> = {}, method = "GET"): Promise<Answer> {
    const answer = await this.#send(url, { Accept: "text/html", ...this.cookieHeader(url), ...headers }, method);
    for (const header of answer.headers["set-cookie"] ?? []) this.store(url, header);
    return answer;
  }

  /** Follows redirects until there is something else, or until the path `stopAt` is reached; all addresses, and the last answer. */
  async follow(url: string, stopAt = "/sign-in"): Promise<{ addresses: string[]; answer: Answer }> {
    const addresses = [url];
    for (let hop = 0; hop < 12; hop++) {
      const current = addresses.at(-1) as string;
      const answer = await this.ask(current);
      const { location } = answer.headers;
      if (location === undefined) return { addresses, answer };
      const next = new URL(location, current).href;
      addresses.push(next);
      if (new URL(next).pathname === stopAt) return { addresses, answer };
    }
    throw new Error(`in circles: ${addresses.join(" ")}`);
  }
}
