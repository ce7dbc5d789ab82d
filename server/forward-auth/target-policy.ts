import { checkReturnPath, longestReturnPath } from "#server/http/return-path.ts";

export interface ForwardTargets {
  /** Where the browser is: paths are relative to it. */
  origin: string;
  /** Other exact origins that may be returned to: the portal's and the apps'. */
  origins?: readonly string[];
  /** Hosts besides these that may be returned to: "wiki.example.com", ".example.com" (any below it), "host:8443". */
  domains: readonly string[];
}

/**
 * Where forward auth may send a browser: a path of the place where it is, or an address on a configured origin or domain; "/"
 * for anything else (open redirect, as in oauth2-proxy's `whitelist_domains`). Pure.
 *
 * Its own endpoints are "/" too: proxies that always name the current address would lead in circles.
 */
export function checkForwardTarget(candidate: string | null | undefined, targets: ForwardTargets): string {
  const url = readAbsolute(candidate);
  if (!url || url.origin === targets.origin) {
    const path = checkReturnPath(candidate, targets.origin);
    return path.startsWith("/oauth2/") ? "/" : path;
  }
  if (targets.origins?.includes(url.origin)) return url.pathname.startsWith("/oauth2/") ? "/" : url.href;
  // An https portal never leads to a plain http page.
  const secureEnough = url.protocol === "https:" || targets.origin.startsWith("http:");
  return secureEnough && targets.domains.some((domain) => isOnDomain(url, domain)) ? url.href : "/";
}

function readAbsolute(candidate: string | null | undefined): URL | undefined {
  // Printable ASCII without backslash only: whatever else browsers forgive, they read differently from us.
  if (!candidate || candidate.length > longestReturnPath || !/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/.test(candidate))
    return undefined;
  const url = URL.canParse(candidate) ? new URL(candidate) : undefined;
  return url && url.username === "" && url.password === "" ? url : undefined;
}

function isOnDomain(url: URL, domain: string): boolean {
  const [name = "", port = ""] = domain.toLowerCase().split(":");
  if (url.port !== port) return false;
  return name.startsWith(".")
    ? url.hostname.endsWith(name) && url.hostname.length > name.length
    : url.hostname === name;
}
