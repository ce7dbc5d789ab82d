import { groupsMaxBytes } from "#server/forward-auth/identity.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { NamesToTell } from "#server/http/names-to-tell.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** Of people, in an hour: the app asks for every picture of a page. */
const mostPeople = 20;

/** Logs once an hour for each person that their groups are too long for a header. */
export function createGroupsWarning(log: Pick<Logger, "warn">, nowMs?: () => number) {
  const people = new NamesToTell(mostPeople, nowMs);
  return ({ userId, groups }: Pick<LiveSession, "userId" | "groups">, bytes: number): void => {
    if (!people.take(userId)) return;
    const facts = { user: userId, groups: groups.length, bytes, mostBytes: groupsMaxBytes };
    log.warn("X-Auth-Request-Groups is sent empty: the groups are too long for a header", facts);
  };
}
