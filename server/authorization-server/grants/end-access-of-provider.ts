import type { AuditLog } from "#server/audit/audit-event.ts";
import {
  endGrantsOfProvider,
  endTokensOfProvider,
  fromTheBeginning,
  type ProviderOfPeople,
} from "#server/authorization-server/records/end-of-provider.ts";
import type { Database } from "#server/database/database.ts";

/** How much ended. */
export interface EndedAccess {
  apps: number;
  access_tokens: number;
  refresh_tokens: number;
}

/**
 * Ends what apps have by a provider that takes no sign-in any more: the access that people gave in sign-ins there, all access of people
 * with no other provider, and tokens that were issued in such sign-ins.
 *
 * Shape:  in steps of their own, because there may be many. Repeating it is harmless.
 * Races:  what a sign-in that was under way got later is ended by repeating it.
 */
export async function endAccessOfProvider(
  { transaction }: Pick<Database, "transaction">,
  audit: AuditLog,
  provider: ProviderOfPeople,
): Promise<EndedAccess> {
  const counts = { apps: 0, access_tokens: 0, refresh_tokens: 0 };
  const { providerId } = provider;
  let after: string | undefined = fromTheBeginning;
  while (after !== undefined) {
    const from: string = after;
    const step = await transaction((tx, publish) => endGrantsOfProvider(tx, publish, provider, from));
    for (const { userId, clientId } of step.grants) {
      audit.record({ type: "app_access.revoked", outcome: "success", userId, clientId, providerId });
    }
    counts.apps += step.grants.length;
    for (const { model, count } of step.tokens) {
      counts[model === "AccessToken" ? "access_tokens" : "refresh_tokens"] += count;
    }
    after = step.next;
  }
  after = fromTheBeginning;
  while (after !== undefined) {
    const from: string = after;
    const step = await transaction((tx, publish) => endTokensOfProvider(tx, publish, provider, from));
    counts.access_tokens += step.access;
    counts.refresh_tokens += step.refresh;
    after = step.next;
  }
  return counts;
}
