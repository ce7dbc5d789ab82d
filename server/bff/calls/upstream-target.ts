import { type ApiPath, isUnderPrefix } from "./api-path-policy.ts";
import type { ApiRoute, PathRewrite } from "./api-table.ts";

/** Path and query as the API gets them. Pure; what isn't rewritten costs one comparison. */
export function upstreamTarget(route: Pick<ApiRoute, "basePath" | "rewrites">, asked: ApiPath): string {
  const below = route.rewrites === undefined ? asked.path : rewritten(asked, route.rewrites);
  return (route.basePath + below || "/") + asked.query;
}

/** The longest prefix comes first. */
function rewritten({ path, compared }: ApiPath, rewrites: readonly PathRewrite[]): string {
  const found = rewrites.find(({ prefix }) => isUnderPrefix(compared, prefix));
  return found ? found.replacement + withoutSegments(path, found.segments) : path;
}

function withoutSegments(path: string, count: number): string {
  let from = 0;
  for (let left = count; left > 0 && from !== -1; left--) from = path.indexOf("/", from + 1);
  return from === -1 ? "" : path.slice(from);
}
