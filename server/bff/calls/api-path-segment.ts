/** Why a path isn't sent on. */
export type PathRule =
  | "dot_segment"
  | "empty_segment"
  | "encoded_slash"
  | "encoded_delimiter"
  | "backslash"
  | "control_character"
  | "broken_encoding"
  | "not_utf8"
  | "lookalike"
  | "raw_character";

export interface PathSegment {
  sent: string;
  compared: string;
  hasEncodedSlash: boolean;
}

const unreserved = /[A-Za-z0-9_~-]/;
const pchar = /[!$&'()*+,;=:@]/;
/** What browsers leave as it is in a path besides pchar (WHATWG URL, path percent-encode set). */
const browsersToo = /[[\]|^]/;
const special = /%(?:[0-9A-Fa-f]{2})?|[^\w.~!$&'()*+,;=:@-]/g;
/** Of each piece between encoded slashes: a server that decodes those early resolves its dots, too. */
const dotPiece = /(?:^|%2F)(?:\.|%20)+(?:;|%2F|$)/;

/**
 * Reads one segment of a path: what the API gets, and the one spelling in which paths are compared. Pure, linear.
 *
 * The spelling to compare has every encoded pchar decoded, so that `%40` and `@` are the same to `paths` and `rewrite`.
 * Only unreserved characters are decoded for the API: to some servers an encoded `;` or `:` is data and a plain one is not.
 */
export function readPathSegment(segment: string): PathSegment | { rule: PathRule } {
  let rule: PathRule | undefined;
  let hasEncodedSlash = false;
  let compared = "";
  let copied = 0;
  const sent = segment.replace(special, (found, offset: number) => {
    const byte = found.length === 3 ? Number.parseInt(found.slice(1), 16) : found.charCodeAt(0);
    const character = String.fromCharCode(byte);
    rule ??= found.length === 3 ? ruleOfEncoded(character) : ruleOfRaw(found);
    const encoded = `%${byte.toString(16).toUpperCase().padStart(2, "0")}`;
    if (encoded === "%2F") hasEncodedSlash = true;
    compared += segment.slice(copied, offset);
    compared += unreserved.test(character) || pchar.test(character) ? character : encoded;
    copied = offset + found.length;
    if (unreserved.test(character)) return character;
    return encoded === "%2F" ? found : encoded;
  });
  compared += segment.slice(copied);
  rule ??= dotPiece.test(compared) ? "dot_segment" : ruleOfUnicode(compared);
  return rule === undefined ? { sent, compared, hasEncodedSlash } : { rule };
}

function ruleOfEncoded(character: string): PathRule | undefined {
  if (character < " " || character === "\u007f") return "control_character";
  if (character === "\\") return "backslash";
  return "#?.%".includes(character) ? "encoded_delimiter" : undefined;
}

function ruleOfRaw(character: string): PathRule | undefined {
  if (browsersToo.test(character)) return undefined;
  if (character === "%") return "broken_encoding";
  return character === "\\" ? "backslash" : "raw_character";
}

/**
 * Bytes above ASCII must be UTF-8, and no other form of a separator: neither a compatibility form (full-width slash, ellipsis)
 * nor one that Windows' code pages fold to a slash (U+2044, U+2215, U+2216, U+29F5, U+29F8).
 */
function ruleOfUnicode(compared: string): PathRule | undefined {
  if (!/%[89A-F]/.test(compared)) return undefined;
  try {
    // biome-ignore lint/suspicious/noControlCharactersInRegex: everything that is ASCII already is left out here
    const unicode = decodeURIComponent(compared).replace(/[\u0000-\u007f]+/g, "");
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is refused here
    const folds = /[\u0000-\u0020/\\#?.%;\u007f\u2044\u2215\u2216\u29f5\u29f8]/.test(unicode.normalize("NFKC"));
    return folds ? "lookalike" : undefined;
  } catch {
    return "not_utf8";
  }
}
