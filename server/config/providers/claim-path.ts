import { jsonpath } from "json-p3";

type Claims = Readonly<Record<string, unknown>>;

/** More values than a list may have (200): what is beyond is not looked for. */
const mostValues = 1000;

/** Claims of a provider with more JSON than this are not searched by expressions, because a search can cost its square. */
const mostSearchedBytes = 128_000;

/** An expression's values in the claims; `undefined` where there is none. A definite path to a list is that list. */
export type FindClaim = (claims: Claims) => unknown;

/**
 * Compiles how the settings name a claim: by a JSONPath that begins with `$` (RFC 9535), else by its plain name.
 *
 * Errors: Error with what is wrong with the expression.
 */
export function compileClaimPath(text: string): FindClaim {
  if (!text.startsWith("$")) return (claims) => (Object.hasOwn(claims, text) ? claims[text] : undefined);
  const path = jsonpath.compile(text);
  const isDefinite = path.singularQuery();
  return (claims) => {
    const json = JSON.stringify(claims);
    if (json.length > mostSearchedBytes) return undefined;
    const found: unknown[] = [];
    for (const { value } of path.lazyQuery(JSON.parse(json))) {
      found.push(value);
      if (found.length > mostValues) break;
    }
    if (found.length === 0) return undefined;
    return isDefinite ? found[0] : found.flat();
  };
}
