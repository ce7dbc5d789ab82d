import { type CookieSite, ownCookieName, setCookie } from "./cookies.ts";

/** Cookies of this portal that a browser sends twice, and how to get rid of the copies. */
export interface PlantedCookies {
  /** Names of ours that stand more than once in a Cookie header, at most three. Such a cookie is refused wherever it is read. */
  doubled(cookieHeader: string | undefined): string[];
  /** `Set-Cookie` values that delete the copies which a request to `path` can carry. */
  clear(names: readonly string[], path: string): string[];
  /** Names of ours in a piece of a request's head, but for the session's; at most 100. */
  named(head: string): string[];
}

const mostNames = 3;
const mostPrefixes = 6;
/** Of the library: bound to the path of one request, so they can't have the prefix `__Host-`. */
const requestCookies = ["interaction", "interaction.sig", "resume", "resume.sig"];

/**
 * On plain http (loopback only) there is no `__Host-`: another port or a script can set one of our names for a path of ours,
 * and only there the browser then sends two. Next to pages that see one, that is a redirect without end. On https a
 * neighbour's domain can do so to what is bound to a path.
 *
 * What a browser deletes depends on name, path and Domain (RFC 6265bis §5.7), so each combination is sent. The copy at `/`
 * without Domain is ours and stays.
 */
export function createPlantedCookies(site: CookieSite): PlantedCookies {
  const { secure } = site;
  const session = ownCookieName(site);
  const perRequest = new Set(requestCookies.map((name) => `${secure ? "__Secure-" : ""}portico-${name}`));
  const receipt = secure ? "__Host-portico-receipt" : "portico-receipt";
  const isOurs = (name: string) =>
    name === session || name.startsWith(`${session}-`) || name === receipt || perRequest.has(name);
  const domains = domainsOf(new URL(site.publicUrl).hostname);

  function expire(name: string, path: string, domain?: string): string {
    const cookie = setCookie(name, "", { maxAgeSeconds: 0, path, sameSite: "Lax", secure });
    return domain === undefined ? cookie : `${cookie}; Domain=${domain}`;
  }

  return {
    doubled(cookieHeader) {
      // Most requests carry one cookie of ours, or none: those cost two searches.
      const first = cookieHeader?.indexOf("portico") ?? -1;
      if (cookieHeader === undefined || first === -1 || !cookieHeader.includes("portico", first + 1)) return [];
      const seen = new Set<string>();
      const doubled = new Set<string>();
      for (const name of namesIn(cookieHeader)) {
        if (seen.has(name) && isOurs(name)) doubled.add(name);
        seen.add(name);
      }
      return [...doubled].slice(0, mostNames);
    },

    clear(names, path) {
      const deeper = prefixesOf(path);
      return names.flatMap((name) => [
        ...deeper.flatMap((prefix) => [undefined, ...domains].map((domain) => expire(name, prefix, domain))),
        ...domains.map((domain) => expire(name, "/", domain)),
        ...(perRequest.has(name) ? [expire(name, "/")] : []),
      ]);
    },

    named(head) {
      const cookies = /^cookie:([^\r\n]*)/im.exec(head)?.[1] ?? "";
      return [...new Set(namesIn(cookies))].filter((name) => name !== session && isOurs(name)).slice(0, 100);
    },
  };
}

function namesIn(cookieHeader: string): string[] {
  return cookieHeader.split(";").map((pair) => pair.split("=", 1)[0]?.trim() ?? "");
}

/** `/a/b` is sent cookies of `/a`, `/a/` and `/a/b` (RFC 6265bis §5.1.4), and of `/`, which is left out. */
function prefixesOf(path: string): string[] {
  const segments = path.split("/").filter(Boolean).slice(0, mostPrefixes);
  // What would end the attribute, or the header, can't be in a path that a cookie was set for.
  const fits = (prefix: string) => /^[\x21-\x3a\x3c-\x7e]{1,200}$/.test(prefix);
  const prefixes = segments.map((_, index) => `/${segments.slice(0, index + 1).join("/")}`);
  return prefixes.flatMap((prefix) => [prefix, `${prefix}/`]).filter(fits);
}

/** A host name and its parents. None for addresses and single labels, where browsers take Domain for the host itself. */
function domainsOf(hostname: string): string[] {
  if (!/[a-z]/.test(hostname) || hostname.startsWith("[")) return [];
  const labels = hostname.split(".");
  return labels.slice(0, -1).map((_, index) => labels.slice(index).join("."));
}
