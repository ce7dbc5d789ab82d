import { type ApiPath, isUnderPrefix } from "./api-path-policy.ts";
import type { ApiRoute } from "./route-table.ts";

/** A prefix of calls and what stands in its place at the API; both canonical and without a trailing slash. */
export interface PathRewrite {
  prefix: string;
  replacement: string;
}

/** Path and query as the API gets them. Pure; what isn't rewritten costs one comparison. */
export function upstreamTarget(route: Pick<ApiRoute, "basePath" | "rewrites">, { path, query }: ApiPath): string {
  const below = route.rewrites === undefined ? path : rewritten(path, route.rewrites);
  return (route.basePath + below || "/") + query;
}

/** The longest prefix comes first. */
function rewritten(path: string, rewrites: readonly PathRewrite[]): string {
  const found = rewrites.find(({ prefix }) => isUnderPrefix(path, prefix));
  return found ? found.replacement + path.slice(found.prefix.length) : path;
}
