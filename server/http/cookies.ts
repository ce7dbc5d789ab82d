/**
 * Values of one cookie in a Cookie header (RFC 6265bis §5.7), in order. Names are compared exactly.
 *
 * More than one value of the session cookie means that somebody planted one: callers treat that as none.
 */
export function cookieValues(header: string | undefined, name: string): string[] {
  if (!header) return [];
  const values: string[] = [];
  for (const pair of header.split(";")) {
    const equals = pair.indexOf("=");
    if (equals === -1 || pair.slice(0, equals).trim() !== name) continue;
    const value = pair.slice(equals + 1).trim();
    values.push(value.startsWith('"') && value.endsWith('"') ? value.slice(1, -1) : value);
  }
  return values;
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
