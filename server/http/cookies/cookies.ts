/**
 * Values of one cookie in a Cookie header (RFC 6265bis §5.7), in order. Names are compared exactly.
 *
 * More than one value of the session cookie means that one was planted: callers treat that as none.
 *
 * Cost: every call under /bff/ comes through here, so a name that stands there once, as browsers write it, is cut out
 *       without taking the header apart.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
  const at = header?.indexOf(name) ?? -1;
  if (header === undefined || at === -1) return [];
  const only = onlyValue(header, name, at);
  return only === undefined ? allValues(header, name) : [only];
}

const blanksAndQuotes = new Set([" ", "\t", '"']);

/** The value behind `name` at `at`, when nothing else in the header could be one; `undefined` when that takes a closer look. */
function onlyValue(header: string, name: string, at: number): string | undefined {
  const equals = at + name.length;
  if (header[equals] !== "=" || header.includes(name, equals)) return undefined;
  if (at !== 0 && (header[at - 1] !== " " || header[at - 2] !== ";")) return undefined;
  const semicolon = header.indexOf(";", equals);
  const end = semicolon === -1 ? header.length : semicolon;
  if (blanksAndQuotes.has(header[equals + 1] ?? "") || blanksAndQuotes.has(header[end - 1] ?? "")) return undefined;
  return header.slice(equals + 1, end);
}

function allValues(header: string, name: string): string[] {
  const values: string[] = [];
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue;
    const value = pair.slice(equals + 1).trim();
    values.push(value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value);
  }
  return values;
}

/** What the names of this portal's cookies depend on: the address that browsers know, which all its processes share. */
export interface CookieSite {
  secure: boolean;
  publicUrl: string;
}

/** https: __Host- forbids Domain and demands Secure. Loopback http: cookies ignore ports, so the public URL's is in the name. */
export function ownCookieName({ secure, publicUrl }: CookieSite, suffix = ""): string {
  return secure ? `__Host-portico${suffix}` : `portico-${new URL(publicUrl).port || "80"}${suffix}`;
}

export interface CookieAttributes {
  maxAgeSeconds?: number | undefined;
  secure: boolean;
  sameSite: "Lax" | "Strict" | "None";
  path?: string;
}

/** A `Set-Cookie` value; always HttpOnly and host-only (no Domain). */
export function setCookie(name: string, value: string, attributes: CookieAttributes): string {
  const parts = [`${name}=${value}`, `Path=${attributes.path ?? "/"}`, "HttpOnly", `SameSite=${attributes.sameSite}`];
  if (attributes.maxAgeSeconds !== undefined) parts.push(`Max-Age=${attributes.maxAgeSeconds}`);
  if (attributes.secure) parts.push("Secure");
  return parts.join("; ");
}
