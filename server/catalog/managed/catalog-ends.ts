import type { EndedCounts } from "#server/database/ended-counts.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";

/** What ended in a transaction. */
export interface EndedPart {
  /** How much of each kind. */
  counts: EndedCounts;
  /** What is left to do once it is committed. */
  afterCommit?(): void;
}

/** What ends with an entry of the catalog; implemented by the rooms that keep it. */
export interface CatalogEnds {
  /** Everything that a client has, as a part of the transaction that disables, deletes or enables it. */
  endClient(tx: TransactionClient, publish: PublishOnCommit, clientId: string): Promise<EndedPart>;
  /** Its codes and access tokens, as a part of the transaction that lets it do less; refresh tokens get what is left. */
  narrowClient(tx: TransactionClient, publish: PublishOnCommit, clientId: string): Promise<EndedPart>;
  /**
   * Ends what people have by a provider, in steps of their own: live sessions that began there, what apps got in such sessions, all that
   * apps have of people with no other provider, and provider tokens. How much of each; repeating it is harmless.
   */
  endAccessOfProvider(providerId: string): Promise<EndedCounts>;
}
