import { randomUUID } from "node:crypto";

/** The processes that share a database, as far as one can be told from another. */
export interface ProcessPresence {
  /** This process, since its start. */
  readonly processId: string;
  /**
   * Whether another process has ended, so that what it held may be taken at once. In doubt it has not: what it holds expires.
   * Errors: none.
   */
  hasEnded(processId: string): Promise<boolean>;
}

export interface ProcessPresenceDeps {
  processId?: string;
  /** Whether a process holds its listening connection: the kernel closes it with the process, however that ended. */
  isConnected(processId: string): Promise<boolean>;
  /** Longer than it takes to come back from a lost connection: a process that lives comes back, one that ended doesn't. */
  graceMilliseconds?: number;
}

/** Takes a process for ended when it is missed twice, with the grace between. */
export function createProcessPresence(deps: ProcessPresenceDeps): ProcessPresence {
  const { processId: own = randomUUID(), isConnected, graceMilliseconds = 2_000 } = deps;
  return {
    processId: own,
    async hasEnded(processId) {
      if (processId === own) return false;
      try {
        if (await isConnected(processId)) return false;
        await new Promise((resolve) => setTimeout(resolve, graceMilliseconds));
        return !(await isConnected(processId));
      } catch {
        return false;
      }
    },
  };
}
