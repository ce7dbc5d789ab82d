import { AppError } from "#server/errors/app-error.ts";
import { type ApiPath, type PathRefusal, parseApiPath } from "./api-path-policy.ts";
import type { PathRule } from "./api-path-segment.ts";
import type { ApiTable } from "./api-table.ts";

const partMax = 120;

const reasons: Readonly<Record<PathRule, string>> = {
  dot_segment: "is a segment of dots or spaces, which some servers resolve to another path",
  empty_segment: "has an empty segment, which some servers drop",
  encoded_slash: "has an encoded slash; the API's route takes it with allowEncodedSlashes: true",
  encoded_delimiter: "has an encoded # ? . or %, which some servers decode before they read the path",
  backslash: "has a backslash, which some servers take for a slash",
  control_character: "has a control character",
  broken_encoding: "has a % without two hexadecimal digits after it",
  not_utf8: "has encoded bytes that are not UTF-8",
  lookalike: "has a letter that some servers fold to a slash, a dot or another separator",
  raw_character: "has a character that must be percent-encoded (RFC 3986, pchar)",
};

/** Reads a request target for the API that it names: encoded slashes are each API's own to allow. `undefined`: names no API. */
export function readTarget(table: Pick<ApiTable, "named">, target = ""): ApiPath | PathRefusal | undefined {
  const path = parseApiPath(target);
  if (path === undefined || "rule" in path || !path.hasEncodedSlash) return path;
  const api = table.named(path.name);
  if (!api || api.settings.allowEncodedSlashes) return path;
  return { rule: "encoded_slash", part: path.path.split("/").find((segment) => /%2f/i.test(segment)) ?? path.path };
}

/**
 * Says why a path isn't sent on: the caller wrote it and may read it again.
 *
 * Errors: path_refused, with `rule`, and `part` cut to 120 characters of visible ASCII.
 */
export function pathRefused({ rule, part }: PathRefusal): AppError {
  const shown = part.replace(/[^\x21-\x7e]/g, "?");
  const cut = shown.length > partMax ? `${shown.slice(0, partMax)}...` : shown;
  const detail = `The address was not sent on: "${cut}" ${reasons[rule]}.`;
  return new AppError("path_refused", { detail: rule, facts: { detail, rule, part: cut } });
}
