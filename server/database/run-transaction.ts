import type { Prisma, PrismaClient } from "./generated/client.ts";
import { encodeMessage, wireChannel } from "./notification-message.ts";
import type { OwnedNotifier, PublishOnCommit } from "./notifier.ts";

export type TransactionClient = Prisma.TransactionClient;

/**
 * Runs `work` in a transaction and lets its events out only with the commit. Resolves when every process has heard them: so
 * what is ended here is refused everywhere by the time that anybody is told so.
 *
 * With LISTEN/NOTIFY the database does that: the event is part of the transaction. Over Redis events are published right after
 * the commit; should that fail, the caller learns it, and since the change is committed, repeating the call is safe when it is
 * idempotent (ending a session, revoking a grant).
 */
export async function runTransaction<Result>(
  prisma: PrismaClient,
  notify: Pick<OwnedNotifier, "publish" | "untilHeard">,
  { notifyInside }: { notifyInside: boolean },
  work: (tx: TransactionClient, publish: PublishOnCommit) => Promise<Result>,
): Promise<Result> {
  const after: [channel: string, payload: string][] = [];
  let published = false;
  const result = await prisma.$transaction(async (tx) => {
    const publish: PublishOnCommit = async (channel, payload) => {
      const message = encodeMessage(channel, payload);
      published = true;
      if (notifyInside) await tx.$executeRaw`SELECT pg_notify(${wireChannel}, ${message})`;
      else after.push([channel, payload]);
    };
    return work(tx, publish);
  });
  for (const [channel, payload] of after) await notify.publish(channel, payload);
  if (published) await notify.untilHeard();
  return result;
}
