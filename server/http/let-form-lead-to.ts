import type { ServerResponse } from "node:http";

/** RFC 8252 §7.3: a native app's loopback redirect may use any port. */
const loopbacks = ["http://127.0.0.1:*", "http://localhost:*"];

/** Lets the forms of the page that is about to be answered lead to one address more. */
export function letFormLeadTo(response: ServerResponse, address: string): void {
  const source = formSource(address);
  const policy = String(response.getHeader("content-security-policy") ?? "");
  const [directive, ...sources] = /form-action [^;]*/.exec(policy)?.[0].split(" ") ?? [];
  if (!source || !directive || sources.includes(source)) return;
  // A function: in a text, "$" of the address would mean something else.
  response.setHeader(
    "content-security-policy",
    policy.replace(/form-action [^;]*/, (all) => `${all} ${source}`),
  );
}

/** An address in the words of `form-action`; `undefined` for https, which pages that lead elsewhere allow anyway. */
export function formSource(address: string): string | undefined {
  const { protocol, hostname, origin } = new URL(address);
  if (protocol === "https:") return undefined;
  if (protocol !== "http:") return protocol;
  // CSP3 §2.3.1 has no words for an IPv6 address: browsers drop such a source. The page allows any https target as well.
  if (hostname.startsWith("[")) return protocol;
  return loopbacks.find((any) => any === `http://${hostname}:*`) ?? origin;
}
