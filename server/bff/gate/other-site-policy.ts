/** Second labels under two-letter countries below which any person can register a name: "co.uk", "com.br". */
const countrySecondLabels = new Set([
  "ac",
  "co",
  "com",
  "edu",
  "go",
  "gob",
  "gov",
  "mil",
  "ne",
  "net",
  "nom",
  "or",
  "org",
]);

/** Of hosting companies, where frontends and portals are both likely; each customer is a site of its own there. */
const sharedHosts = new Set([
  "azurewebsites.net",
  "fly.dev",
  "github.io",
  "herokuapp.com",
  "netlify.app",
  "onrender.com",
  "pages.dev",
  "up.railway.app",
  "vercel.app",
  "web.app",
  "workers.dev",
]);

/**
 * Whether two origins are surely two sites, so that cookies with SameSite=Lax don't go from a page of one to the other. Pure.
 *
 * Decided by the names alone. Only the public suffix list has all names below which any person can register one; without it, what is unclear is
 * the same site. Browsers know it, and say it with each call (`Sec-Fetch-Site`).
 *
 * Spec: HTML standard, “schemelessly same site” and “same site”; RFC 6265bis §5.2.
 */
export function isOtherSite(one: string, other: string): boolean {
  const [a, b] = [new URL(one), new URL(other)];
  if (a.protocol !== b.protocol) return true;
  if (a.hostname === b.hostname) return false;
  if (isAddress(a.hostname) || isAddress(b.hostname)) return true;
  const shared = sharedLabels(a.hostname, b.hostname);
  return shared.length < 2 || isSuffix(shared);
}

function isAddress(hostname: string): boolean {
  return hostname.startsWith("[") || /^[\d.]+$/.test(hostname);
}

function sharedLabels(one: string, other: string): string[] {
  const [a, b] = [one.split(".").reverse(), other.split(".").reverse()];
  const differs = a.findIndex((label, index) => label !== b[index]);
  return a.slice(0, differs === -1 ? a.length : differs).reverse();
}

function isSuffix(labels: readonly string[]): boolean {
  if (sharedHosts.has(labels.join("."))) return true;
  const [second = "", top = ""] = labels;
  return labels.length === 2 && top.length === 2 && countrySecondLabels.has(second);
}
