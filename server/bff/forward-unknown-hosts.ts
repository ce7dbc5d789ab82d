import type { Logger } from "#server/http/logger.ts";
import type { UnknownHost } from "./forward-places.ts";

/** More hosts than anybody forgets to configure; strangers can name as many as they like. */
const mostHosts = 20;

/** Tells the operator once of each host that forward auth is asked for and doesn't know; each refusal has a line at info. */
export function createUnknownHostWarnings(log: Pick<Logger, "warn">): (unknown: UnknownHost) => void {
  const told = new Set<string>();
  return ({ host, proxy, reason, missing }) => {
    if (told.has(host) || told.size >= mostHosts) return;
    told.add(host);
    const last = told.size === mostHosts ? "; further ones are told of at info only" : "";
    log.warn(`forward auth refuses a host that it doesn't know${last}`, { host, proxy, reason, missing });
  };
}
