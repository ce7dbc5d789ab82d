import { AppError } from "#server/errors/app-error.ts";

/** A segment of one or two dots, encoded or not, also with path parameters behind it. */
const dotSegment = /(?:^|\/)(?:\.|%2e){1,2}(?:[/;]|$)/i;

/**
 * Refuses a path that those behind us would read as another one: rules by path (same site, limits, form-action) hold for
 * what was asked, and Next resolves dots only afterwards. Browsers never send any of this: they resolve dots themselves. Nor is
 * there a path with U+0000, which the database can't look up.
 *
 * Errors: request_invalid. Spec: RFC 3986 §6.2.2.3; OWASP ASVS 5.0 1.3.6.
 */
export function requirePlainPath(path: string): void {
  if (dotSegment.test(path) || path.includes("\\") || path.includes("%00") || !isDecodable(path)) {
    throw new AppError("request_invalid", { detail: "request target is not a plain path" });
  }
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}
