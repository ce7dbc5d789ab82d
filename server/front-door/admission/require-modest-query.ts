import { AppError } from "#server/errors/app-error.ts";
import { routeTable } from "#server/routes/find-route.ts";

/** The longest honest queries are authorization requests, with some twenty parameters. */
export const parametersMax = 100;
/** An API's queries, and those of apps that Envoy asks about, are never taken apart here, and lists of ids (`?id=1&id=2…`) are common in them. */
export const apiParametersMax = 1_000;
/** Without a look-up, because API calls pass here. */
const passedOn = [...routeTable.values()].flatMap(({ path, passesQueryOn }) =>
  passesQueryOn ? [path.slice(0, -1)] : [],
);

/**
 * Refuses a query with more parameters than an honest caller sends. Next's cost of reading a query grows with the square of the
 * number of parameters: 7,800 of them, which fit into Node's 16 kB, cost 4.8 s of CPU on the one event loop.
 *
 * Only `&` is counted, because no parser here splits a query at `;`.
 *
 * Errors: too_many_parameters. Cost: one search without a query, else one for each parameter up to the limit.
 */
export function requireModestQuery(target: string): void {
  let at = target.indexOf("?");
  if (at === -1) return;
  const most = passedOn.some((prefix) => target.startsWith(prefix)) ? apiParametersMax : parametersMax;
  for (let count = 0; count < most; count++) {
    at = target.indexOf("&", at + 1);
    if (at === -1) return;
  }
  throw new AppError("too_many_parameters", { detail: `more than ${most} in the query` });
}
