import type { Logger } from "#server/http/log/logger.ts";
import type { AccessSweep } from "./access-sweep.ts";

/** Small enough that requests get the database in between. */
const peopleAtOnce = 200;

export interface SweepRunner {
  /** Compares all people with the policies, in the background. Calls while it runs lead to one more run. */
  soon(): void;
  /** Resolves when nothing is left to compare. Never rejects. */
  run(): Promise<void>;
  /** Waits for the page in hand. */
  stop(): Promise<void>;
}

/**
 * Runs the sweep until all people are compared: at the start, after a change of a policy, and with each housekeeping, which
 * finds nothing to do when the others have done it.
 */
export function createSweepRunner(
  sweep: AccessSweep,
  settle: () => Promise<void>,
  log: Pick<Logger, "warn">,
): SweepRunner {
  let stopped = false;
  let again = false;
  let running: Promise<void> | undefined;

  async function runAll(): Promise<void> {
    do {
      again = false;
      while (!stopped && (await sweep.run(peopleAtOnce)) === peopleAtOnce) await settle();
    } while (again && !stopped);
  }

  function run(): Promise<void> {
    again = running !== undefined;
    running ??= runAll()
      .catch((error: unknown) =>
        log.warn("ending what a policy refuses failed; it is tried again in five minutes", { error }),
      )
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  return {
    soon: () => void run(),
    run,
    async stop() {
      stopped = true;
      await running;
    },
  };
}
