import type { Logger } from "#server/http/log/logger.ts";
import type { OutboxEntry, OutboxStore } from "./outbox-store.ts";

/** A kind of message: its name in the table, and its limits. */
export interface OutboxKind {
  name: string;
  /** Seconds between attempts; after the last one the entry is dropped. */
  retryDelaysSeconds: readonly number[];
  /** Deliveries to one target at a time in this process: what waits beyond them leaves room for other targets. */
  perTarget: number;
  /** Entries that may wait for one target; the oldest ones beyond are dropped. */
  waitingMax: number;
  /** Longer than a delivery takes: what a process that died had in hand is due again after this. */
  leaseSeconds: number;
}

export interface OutboxDeliveryDeps<Payload extends object> {
  kind: OutboxKind;
  store: OutboxStore;
  /** Delivers an entry; "unwanted" when its target doesn't take such messages any more. A rejection is a failed attempt. */
  send(entry: OutboxEntry<Payload>): Promise<"delivered" | "unwanted">;
  onDelivered(entry: OutboxEntry<Payload>): void;
  onFailed(entry: OutboxEntry<Payload>, error: unknown): void;
  /** After `onFailed` of the last attempt: the entry is dropped. */
  onGivenUp(entry: OutboxEntry<Payload>, error: unknown): void;
  log: Pick<Logger, "warn">;
  now?: () => Date;
}

export interface OutboxDelivery {
  /** Begins to deliver what is due; doesn't wait for the targets' answers. Call it when an entry was added. */
  deliver(): Promise<void>;
  /** Waits for the deliveries under way. */
  stop(): Promise<void>;
}

const batch = 20;
const pollMs = 15_000;

/**
 * Delivers one kind of the outbox's messages, from now on.
 *
 * Shape:  each kind has its own deliveries, so that one kind's backlog doesn't delay another's; within a kind, each target has its
 *         own limit, so that a target that doesn't answer delays only its own messages.
 * Races:  any number of processes deliver together; one of them has an entry at a time (outbox-store.ts). A message may arrive
 *         twice when its process dies after sending it: receivers must bear that.
 */
export function startOutboxDelivery<Payload extends object>(deps: OutboxDeliveryDeps<Payload>): OutboxDelivery {
  const { kind, store, log, now = () => new Date() } = deps;
  const later = (seconds: number) => new Date(now().getTime() + seconds * 1000);
  /** Deliveries under way, by target. */
  const underWay = new Map<string, Set<Promise<void>>>();
  /** The look under way, and the one that follows it: one at a time, because each counts what is under way for the limit. */
  let looking: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let bounding: Promise<void> = Promise.resolve();
  let stopped = false;

  async function handle(entry: OutboxEntry<Payload>): Promise<void> {
    let outcome: Awaited<ReturnType<typeof deps.send>>;
    try {
      outcome = await deps.send(entry);
    } catch (error) {
      deps.onFailed(entry, error);
      const delaySeconds = kind.retryDelaysSeconds[entry.attempts - 1];
      if (delaySeconds !== undefined) return store.putOff(entry.id, later(delaySeconds));
      deps.onGivenUp(entry, error);
      return store.remove(entry.id);
    }
    if (outcome === "delivered") deps.onDelivered(entry);
    // When this fails, the lease ends and the message is sent again.
    await store.remove(entry.id);
  }

  const logFailure = (error: unknown) => log.warn("outbox delivery failed", { kind: kind.name, error });

  function begin(entry: OutboxEntry<Payload>): void {
    const ofTarget = underWay.get(entry.target) ?? new Set();
    underWay.set(entry.target, ofTarget);
    const delivery = handle(entry)
      .catch(logFailure)
      .finally(() => {
        ofTarget.delete(delivery);
        if (ofTarget.size === 0 && underWay.get(entry.target) === ofTarget) underWay.delete(entry.target);
        // The target was at its limit, so that its other entries were passed over; now one more can be taken.
        if (ofTarget.size === kind.perTarget - 1 && !stopped) void deliver();
      });
    ofTarget.add(delivery);
  }

  async function look(): Promise<void> {
    try {
      while (!stopped) {
        const exceptTargets = [...underWay].filter(([, { size }]) => size >= kind.perTarget).map(([target]) => target);
        const leaseUntil = later(kind.leaseSeconds);
        const due = await store.takeDue<Payload>({
          kind: kind.name,
          now: now(),
          leaseUntil,
          limit: batch,
          exceptTargets,
        });
        for (const entry of due) {
          if (mayBegin(entry)) begin(entry);
          // Due again at once when a place is free; the attempt that the taking counted is taken back.
          else await store.putBack(entry.id, now());
        }
        if (due.length < batch) return;
      }
    } catch (error) {
      logFailure(error);
    }
  }

  const mayBegin = ({ target }: OutboxEntry<Payload>) => (underWay.get(target)?.size ?? 0) < kind.perTarget;

  function startLook(): Promise<void> {
    looking = look().finally(() => {
      looking = undefined;
    });
    return looking;
  }

  /** A call during a look waits for the next one, which sees what was added before the call. */
  function deliver(): Promise<void> {
    if (!looking) return startLook();
    next ??= looking.then(() => {
      next = undefined;
      return startLook();
    });
    return next;
  }

  const bound = () => dropSurplus(kind, store, log).catch(logFailure);
  const timer = setInterval(() => {
    bounding = bound();
    void deliver();
  }, pollMs);
  timer.unref();
  // What an earlier process left behind.
  void deliver();
  return {
    deliver,
    async stop() {
      stopped = true;
      clearInterval(timer);
      await Promise.all([looking, next, bounding]);
      await Promise.all([...underWay.values()].flatMap((deliveries) => [...deliveries]));
    },
  };
}

const droppedAtOnce = 500;

/** Keeps the entries that wait for one target below the kind's limit, with a log line for what is dropped. */
async function dropSurplus(kind: OutboxKind, store: OutboxStore, log: Pick<Logger, "warn">): Promise<void> {
  const dropped = await store.dropSurplus(kind.name, kind.waitingMax, droppedAtOnce);
  for (const target of new Set(dropped)) {
    const count = dropped.filter((each) => each === target).length;
    log.warn("outbox entries dropped: too many wait for one target", { kind: kind.name, target, count });
  }
}
