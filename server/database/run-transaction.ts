import type { Announcement } from "#server/database/events/announcements.ts";
import { encodeMessage, wireChannel } from "#server/database/events/notification-message.ts";
import type { OwnedNotifier, PublishOnCommit } from "#server/database/events/notifier.ts";
import type { Prisma, PrismaClient } from "./generated/client.ts";

export type TransactionClient = Prisma.TransactionClient;

/** Runs one statement: of a transaction, or of the database itself. */
export type RunQuery = (sql: string, params: readonly unknown[]) => Promise<readonly unknown[]>;

/**
 * Runs `work` in a transaction and publishes its events only with the commit. Resolves when every process has handled them, so
 * that what ends here is refused everywhere before the caller answers.
 *
 * With LISTEN/NOTIFY the database does that: the event is part of the transaction. Over Redis events are published right after
 * the commit; should that fail, it is repeated in the background (docs/decisions/006).
 */
export async function runTransaction<Result>(
  prisma: PrismaClient,
  notify: Pick<OwnedNotifier, "announce" | "untilHeard" | "channel">,
  work: (tx: TransactionClient, publish: PublishOnCommit) => Promise<Result>,
): Promise<Result> {
  const after: Announcement[] = [];
  let published = false;
  const result = await prisma.$transaction(async (tx) => {
    const publish: PublishOnCommit = async (channel, payload) => {
      const message = encodeMessage(channel, payload);
      published = true;
      if (notify.announce) after.push([channel, payload]);
      else await tx.$executeRaw`SELECT pg_notify(${notify.channel ?? wireChannel}, ${message})`;
    };
    return work(tx, publish);
  });
  // Processes that did not get the events have nothing to confirm.
  const told = notify.announce === undefined || (await notify.announce(after));
  if (published && told) await notify.untilHeard();
  return result;
}
