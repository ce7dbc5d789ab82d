import type { EndedPart, EndWithAccount } from "#server/accounts/account-control.ts";
import type { PublishOnCommit } from "#server/database/events/notifier.ts";
import type { TransactionClient } from "#server/database/run-transaction.ts";

/** What ends of a person who may not be signed in any more, each as a part of one transaction. */
export interface RefusedEnds {
  /** Sessions: those of the identities, or all when left out. */
  sessions(
    tx: TransactionClient,
    publish: PublishOnCommit,
    userId: string,
    identityIds?: readonly string[],
  ): Promise<EndedPart>;
  /** Everything that apps have of the person. */
  apps: EndWithAccount;
  /** Everything that one app has of the person. */
  app(tx: TransactionClient, publish: PublishOnCommit, userId: string, clientId: string): Promise<EndedPart>;
}
