/** A request target under /bff/api/, canonical: what is compared here is, byte for byte, what the API gets. */
export interface ApiPath {
  name: string;
  /** Below the API's base path: "" or starting with one slash. */
  path: string;
  /** With its question mark, or "". */
  query: string;
}

// A segment of dots and spaces, also with path parameters behind them ("..;x"): some servers cut spaces and parameters off
// before they resolve dots, and some take three dots for two steps up.
const notDots = "(?!(?:\\.|%20)+(?:[/;?]|%3B|$))";
const query = "(\\?[\\x21\\x22\\x24-\\x7e]*)?";
const targetOf = (segment: string) =>
  new RegExp(`^/bff/api/([a-z0-9][a-z0-9-]*)((?:/${notDots}${segment}+)*/?)${query}$`);

const plainTarget = targetOf("[\\w.~!$&'()*+,;=:-]");
const canonicalTarget = targetOf("(?:[\\w.~!$&'()*+,;=:-]|%[0-9A-F]{2})");

/**
 * Reads a request target; `null` for whatever two servers could read in two ways. That is answered 404, nothing is sent.
 *
 * Refused: dot segments, empty segments, backslash, `@`, `#`, control and non-ASCII characters, absolute-form targets,
 * broken percent-encoding, and the encoded forms of `/ \ # ? . % @`-like separators that a server might decode too early
 * (an encoded `@` is data and allowed). Encoded letters, digits and `- _ ~` are decoded, hexadecimal is upper-cased.
 *
 * Cost:  one regular expression, linear; only targets with `%` in their path take the second step.
 * Spec:  RFC 3986 §6.2.2; OWASP ASVS 5.0 1.3.6.
 */
export function parseApiPath(target: string): ApiPath | null {
  const match = plainTarget.exec(target) ?? slowMatch(target);
  if (!match) return null;
  return { name: match[1] ?? "", path: match[2] ?? "", query: match[3] ?? "" };
}

function slowMatch(target: string): RegExpExecArray | null {
  const queryStart = target.indexOf("?");
  const path = queryStart === -1 ? target : target.slice(0, queryStart);
  if (!path.includes("%")) return null;
  const canonical = canonicalisePercent(path);
  return canonical === null ? null : canonicalTarget.exec(canonical + target.slice(path.length));
}

function canonicalisePercent(path: string): string | null {
  let ambiguous = false;
  const canonical = path.replace(/%([0-9A-Fa-f]{2})?/g, (_, hex: string | undefined) => {
    const byte = hex === undefined ? 0 : Number.parseInt(hex, 16);
    const character = String.fromCharCode(byte);
    if (byte < 0x20 || byte === 0x7f || "/\\#?.%".includes(character)) ambiguous = true;
    return /[A-Za-z0-9_~-]/.test(character) ? character : `%${hex?.toUpperCase()}`;
  });
  return ambiguous || !isSafeUnicode(canonical) ? null : canonical;
}

/**
 * Bytes above ASCII must be UTF-8, and no other form of a separator: neither a compatibility form (full-width slash, ellipsis)
 * nor one that Windows' code pages fold to a slash (U+2044, U+2215, U+2216, U+29F5, U+29F8).
 */
function isSafeUnicode(path: string): boolean {
  if (!/%[89A-F]/.test(path)) return true;
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is ASCII already is left out here
    const unicode = decodeURIComponent(path).replace(/[\u0000-\u007f]+/g, "");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    return !/[\u0000-\u0020/\\#?.%@;\u007f\u2044\u2215\u2216\u29f5\u29f8]/.test(unicode.normalize("NFKC"));
  } catch {
    return false;
  }
}

/** Whether a canonical path lies under a prefix, whole segments only: "/notes" covers "/notes/1", not "/notesx". */
export function isUnderPrefix(path: string, prefix: string): boolean {
  if (prefix === "") return true;
  return path.startsWith(prefix) && (path.length === prefix.length || path.charCodeAt(prefix.length) === 0x2f);
}
