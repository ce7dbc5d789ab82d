import type { Logger } from "#server/http/log/logger.ts";
import { NamesToTell } from "#server/http/names-to-tell.ts";
import type { UnknownHost } from "./host-doubt.ts";

/** More hosts than an operator forgets to configure; callers can name as many as they like. */
const mostHosts = 20;

/** Tells the operator once an hour of each host that forward auth is asked for and doesn't know; each refusal has a line at info. */
export function createUnknownHostWarnings(
  log: Pick<Logger, "warn">,
  nowMs?: () => number,
): (unknown: UnknownHost) => void {
  const names = new NamesToTell(mostHosts, nowMs);
  return ({ host, proxy, reason, missing }) => {
    if (!names.take(host)) return;
    const last = names.isFull ? "; until an hour has passed, further ones are logged at info only" : "";
    log.warn(`forward auth refuses a host that it doesn't know${last}`, { host, proxy, reason, missing });
  };
}
