import type { AdminActor } from "#server/admin/admin-actor.ts";
import type { Permission } from "#server/admin/permissions.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type HeldPermission, holdPermission } from "./held-permission.ts";

/** In this process. A stream that is followed reads the database every second. */
export const mostStreams = { perActor: 5, inAll: 50 };
const retryAfterSeconds = 30;

export interface StreamReader {
  actor: AdminActor;
  permission: Permission;
  /** Aborted when the reader is gone. */
  signal: AbortSignal;
}

export interface OpenStreams {
  /**
   * Runs what makes a stream; its items end with the reader's permission, within a second.
   *
   * Errors: too_many_streams (facts: retryAfterSeconds); those of `run`. While items are taken: those of holdPermission.
   *
   * @param run is given a signal that is aborted when the reader is gone or lost the permission.
   */
  open(
    reader: StreamReader,
    run: (signal: AbortSignal) => Promise<AsyncIterable<unknown>>,
  ): Promise<AsyncIterable<unknown>>;
}

/** The streams that are read now, of which an actor has few and all actors together not too many. */
export function createOpenStreams(): OpenStreams {
  const ofActors = new Map<string, number>();
  let inAll = 0;

  /** Takes a place; returns how to leave it, which does nothing the second time. */
  function enter({ kind, name }: AdminActor): () => void {
    const count = ofActors.get(name) ?? 0;
    // The operator has places of their own, because others must not keep them from the log.
    const counted = kind === "operator" ? 0 : 1;
    if (count >= mostStreams.perActor || inAll + counted > mostStreams.inAll) {
      throw new AppError("too_many_streams", { facts: { retryAfterSeconds } });
    }
    ofActors.set(name, count + 1);
    inAll += counted;
    let isIn = true;
    return () => {
      if (!isIn) return;
      isIn = false;
      inAll -= counted;
      const left = (ofActors.get(name) ?? 1) - 1;
      if (left > 0) ofActors.set(name, left);
      else ofActors.delete(name);
    };
  }

  return {
    async open({ actor, permission, signal }, run) {
      const leave = enter(actor);
      const held = holdPermission(actor, permission);
      const ending = new AbortController();
      const close = () => {
        held.stop();
        leave();
        ending.abort();
      };
      // Also for a reader who never takes an item, of whose leaving no iterator learns.
      for (const end of [signal, held.lost]) end.addEventListener("abort", close, { once: true });
      if (signal.aborted) close();
      try {
        return whileHeld(await run(ending.signal), held, close);
      } catch (error) {
        close();
        throw error;
      }
    },
  };
}

async function* whileHeld(
  items: AsyncIterable<unknown>,
  held: HeldPermission,
  close: () => void,
): AsyncGenerator<unknown, void> {
  try {
    for await (const item of items) {
      await held.require();
      yield item;
    }
    // A stream that ends by the signal says no failure of its own.
    if (held.lost.aborted) await held.require();
  } finally {
    close();
  }
}
