import { randomUUID } from "node:crypto";

/** The processes that share a database, as far as they can be distinguished. */
export interface ProcessPresence {
  /**
   * This process, since its start. While it has no listening connection, the id says so: `hasEnded` of it is never true.
   * Keep the value where it was written down, because it may change.
   */
  readonly processId: string;
  /**
   * Whether another process has ended, so that what it held may be taken at once.
   * When that is unknown, it has not: what it holds expires.
   * Errors: none.
   */
  hasEnded(processId: string): Promise<boolean>;
  /** `steadyId`s of the processes that have a listening connection, this one's too. Errors: those of asking. */
  listeners(): Promise<readonly string[]>;
}

export interface ProcessPresenceDeps {
  processId?: string;
  /** Whether others can see this process's listening connection now. */
  isListening?(): boolean;
  /** Whether a process holds its listening connection: the kernel closes it with the process, however that ended. */
  isConnected(processId: string): Promise<boolean>;
  /** The ids of all that hold one. */
  connected(): Promise<readonly string[]>;
  /** Longer than it takes to come back from a lost connection: a process that lives comes back, one that ended doesn't. */
  graceMilliseconds?: number;
}

/** Takes a process for ended when it is missed twice, with the grace between. */
export function createProcessPresence(deps: ProcessPresenceDeps): ProcessPresence & { readonly ownId: string } {
  const { processId: own = randomUUID(), isListening = () => true, isConnected, graceMilliseconds = 2_000 } = deps;
  return {
    ownId: own,
    get processId() {
      return isListening() ? own : asUnseen(own);
    },
    listeners: deps.connected,
    async hasEnded(processId) {
      if (processId === own || isUnseen(processId)) return false;
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

/** The id of a process, whether it had a listening connection when it was written down or not. */
export function steadyId(processId: string): string {
  return `${processId.slice(0, versionAt)}4${processId.slice(versionAt + 1)}`;
}

const versionAt = 14;
/** UUIDs of version 8 are free for own purposes (RFC 9562 §5.8); randomUUID() makes version 4. */
const unseenVersion = "8";

function asUnseen(processId: string): string {
  return `${processId.slice(0, versionAt)}${unseenVersion}${processId.slice(versionAt + 1)}`;
}

function isUnseen(processId: string): boolean {
  return processId[versionAt] === unseenVersion;
}
