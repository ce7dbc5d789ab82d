/** As much as a request's head may have, in the front door and in Node's own limit (16 kB). */
export const longestReturnPath = 16_384;

/**
 * Where to go after signing in: a path on this site, an address on one of the operator's own `frontends` (exact origins), or
 * "/" for anything else (open redirect, RFC 9700 §4.11). Pure.
 *
 * Refused: other origins, `//host`, `/\host`, userinfo, control characters and white space, and the same once or twice
 * percent-encoded or in full-width form; but for encoded spaces, which are a name's. Checked when a sign-in starts and again at
 * its callback.
 */
export function checkReturnPath(
  candidate: string | null | undefined,
  origin: string,
  frontends: readonly string[] = [],
): string {
  if (!candidate || candidate.length > longestReturnPath) return "/";
  if (isOnFrontend(candidate, frontends)) return new URL(candidate).href;
  const asPath = candidate.startsWith(`${origin}/`) ? candidate.slice(origin.length) : candidate;
  if (!isPlainPath(asPath)) return "/";
  let url: URL;
  try {
    url = new URL(asPath, origin);
  } catch {
    return "/";
  }
  // URL parsing resolves dots: "/x/..//evil" must not come out as "//evil".
  if (url.origin !== origin || url.pathname.startsWith("//")) return "/";
  return url.pathname + url.search + url.hash;
}

/** Adds a parameter to what checkReturnPath() returned. */
export function withParameter(returnPath: string, origin: string, name: string, value: string): string {
  const url = new URL(returnPath, origin);
  url.searchParams.set(name, value);
  return url.origin === origin ? url.pathname + url.search + url.hash : url.href;
}

/** Printable ASCII without backslash only: whatever else browsers forgive, they read differently from us. */
function isOnFrontend(candidate: string, frontends: readonly string[]): boolean {
  if (!/^https?:\/\/[\x21-\x5b\x5d-\x7e]+$/.test(candidate) || !URL.canParse(candidate)) return false;
  const { origin, username, password } = new URL(candidate);
  return frontends.includes(origin) && username === "" && password === "";
}

function isPlainPath(path: string): boolean {
  if (!path.startsWith("/")) return false;
  let decoded = path.split(/[?#]/, 1)[0] ?? "";
  for (let round = 0; round < 3; round++) {
    const folded = decoded.normalize("NFKC");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    if (/^\/ *[/\\]|[\u0000-\u001f\u007f\\]/.test(folded)) return false;
    try {
      decoded = decodeURIComponent(decoded);
    } catch {
      // A name may have a percent sign of its own, encoded once.
      return round > 0 && !hasWhiteSpace(path);
    }
  }
  return !hasWhiteSpace(path);
}

function hasWhiteSpace(path: string): boolean {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
  return /[\u0000-\u0020\u007f]/.test(path);
}
