import { adminApiRoutes, bffRoutes, forwardAuthRoutes } from "./own-routes.ts";
import { pageRoutes } from "./page-routes.ts";
import { protocolRoutes } from "./protocol-routes.ts";
import type { Route } from "./route.ts";

/** Every row, by its path. */
export const routeTable: ReadonlyMap<string, Route> = new Map(
  [...bffRoutes, ...adminApiRoutes, ...forwardAuthRoutes, ...protocolRoutes, ...pageRoutes].map((row) => [
    row.path,
    row,
  ]),
);

/** Paths that are no pattern are found by themselves. */
const exact: ReadonlyMap<string, Route> = new Map([...routeTable].filter(([path]) => !isPattern(path)));
/** The patterns, the one with more segments first, and a named segment before what is below. */
const patterns: readonly { pattern: RegExp; route: Route }[] = [...routeTable.values()]
  .filter(({ path }) => isPattern(path))
  .sort((one, other) => weight(other.path) - weight(one.path))
  .map((route) => ({ pattern: patternOf(route.path), route }));

/**
 * The row of a path (without query); "/*" for addresses where nothing is.
 *
 * Cost: one look-up in a Map for endpoints; for other paths at most one short regular expression for each pattern.
 */
export function findRoute(path: string): Route {
  return exact.get(path) ?? patterns.find(({ pattern }) => pattern.test(path))?.route ?? unknown;
}

const unknown: Route = { path: "/*", room: "pages" };

function isPattern(path: string): boolean {
  return path.includes("[") || path.endsWith("*");
}

function weight(path: string): number {
  return path.split("/").length * 2 - (path.endsWith("*") ? 1 : 0);
}

function patternOf(path: string): RegExp {
  const source = path
    .replaceAll(".", "\\.")
    .replaceAll(/\[\w+\]/g, "[\\w-]+")
    .replace("*", ".*");
  return new RegExp(`^${source}$`, "s");
}
