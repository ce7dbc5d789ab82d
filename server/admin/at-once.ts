import { AppError } from "#server/errors/app-error.ts";
import type { AdminActor } from "./admin-actor.ts";

/** Of one actor, so that others find a place. */
export const mostOfActor = 2;
const retryAfterSeconds = 5;

/** Operations that cost much, of which few run at once in this process. */
export interface AtOnce {
  /**
   * Runs one unless `most` of this name run, or two of this actor.
   *
   * Errors: rate_limited (facts: retryAfterSeconds); those of `run`.
   */
  run<Result>(
    actor: Pick<AdminActor, "name">,
    operation: { name: string; most: number },
    run: () => Promise<Result>,
  ): Promise<Result>;
}

export function createAtOnce(): AtOnce {
  const running = new Map<string, number>();
  const count = (key: string) => running.get(key) ?? 0;
  function add(keys: readonly string[], more: 1 | -1): void {
    for (const key of keys) {
      if (count(key) + more > 0) running.set(key, count(key) + more);
      else running.delete(key);
    }
  }

  return {
    async run(actor, { name, most }, run) {
      const ofAll = name;
      const ofActor = `${name} ${actor.name}`;
      if (count(ofAll) >= most || count(ofActor) >= mostOfActor) {
        throw new AppError("rate_limited", { facts: { retryAfterSeconds }, detail: `${name} by ${actor.name}` });
      }
      add([ofAll, ofActor], 1);
      try {
        return await run();
      } finally {
        add([ofAll, ofActor], -1);
      }
    },
  };
}
