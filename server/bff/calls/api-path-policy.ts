import { type PathRule, readPathSegment } from "./api-path-segment.ts";

/** A request target under /bff/api/ that every server reads the same way. */
export interface ApiPath {
  name: string;
  /** Below the API's base path, as the API gets it: "" or starting with one slash. */
  path: string;
  /** The same, segment by segment, with every encoded pchar decoded: the one spelling that prefixes are compared with. */
  compared: string;
  /** Only routes with `allowEncodedSlashes` take such a path. */
  hasEncodedSlash: boolean;
  /** With its question mark, or "". */
  query: string;
}

/** Why a target is not sent on, and the part of it that is the reason. */
export interface PathRefusal {
  rule: PathRule;
  part: string;
}

// A segment of dots and spaces, also with path parameters behind them ("..;x"): some servers cut spaces and parameters off
// before they resolve dots, and some take three dots for two steps up.
const notDots = "(?!\\.+(?:[/;?]|$))";
const query = "(?:\\?[\\x21\\x22\\x24-\\x7e]*)?";
const plainTarget = new RegExp(`^/bff/api/([a-z0-9][a-z0-9-]*)((?:/${notDots}[\\w.~!$&'()*+,;=:@-]+)*/?)(${query})$`);
const anyTarget = /^\/bff\/api\/([a-z0-9][a-z0-9-]*)((?:\/[^?]*)?)((?:\?.*)?)$/s;
const plainQuery = new RegExp(`^${query}$`);

/**
 * Reads a request target; `undefined` when it names no API, a refusal for what two servers could read in two ways.
 *
 * Taken:   pchar (RFC 3986 §3.3), and `[ ] | ^`, which browsers send as they are and the API gets percent-encoded.
 * Refused: dot segments, empty segments, backslash, `#`, control and non-ASCII characters, absolute-form targets, broken
 *          percent-encoding, the encoded forms of `\ # ? . %`, and letters that fold to a separator.
 * Sent:    encoded letters, digits and `- _ ~` decoded, hexadecimal in upper case, but for an encoded slash as it came.
 * Cost:    one regular expression, linear; targets with other characters take a second step, linear too.
 * Spec:    RFC 3986 §3.3, §6.2.2; OWASP ASVS 5.0 1.3.6.
 */
export function parseApiPath(target: string): ApiPath | PathRefusal | undefined {
  const plain = plainTarget.exec(target);
  if (!plain) return slowParse(target);
  const path = plain[2] ?? "";
  return { name: plain[1] ?? "", path, compared: path, hasEncodedSlash: false, query: plain[3] ?? "" };
}

function slowParse(target: string): ApiPath | PathRefusal | undefined {
  const match = anyTarget.exec(target);
  if (!match) return undefined;
  const [, name = "", path = "", query = ""] = match;
  if (!plainQuery.test(query)) return { rule: "raw_character", part: query };
  const segments = path.split("/").slice(1);
  let sent = "";
  let compared = "";
  let hasEncodedSlash = false;
  for (const [index, segment] of segments.entries()) {
    const isLast = index === segments.length - 1;
    if (segment === "" && !isLast) return { rule: "empty_segment", part: path };
    const read = readPathSegment(segment);
    if ("rule" in read) return { rule: read.rule, part: segment };
    sent += `/${read.sent}`;
    compared += `/${read.compared}`;
    hasEncodedSlash ||= read.hasEncodedSlash;
  }
  return { name, path: sent, compared, hasEncodedSlash, query };
}

/** Whether a path in the compared spelling lies under a prefix, whole segments only: "/notes" covers "/notes/1", not "/notesx". */
export function isUnderPrefix(compared: string, prefix: string): boolean {
  if (prefix === "") return true;
  return (
    compared.startsWith(prefix) && (compared.length === prefix.length || compared.charCodeAt(prefix.length) === 0x2f)
  );
}
