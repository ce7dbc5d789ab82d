/** The process that holds a data directory, from its lock file. */
export interface LockOwner {
  pid: number;
  host: string;
  startTime: string | undefined;
}

export interface LockEvidence {
  host: string;
  alive: boolean;
  startTime: string | undefined;
  /** Seconds since the owner last touched its lock file. */
  ageSeconds: number;
}

/** An owner on another host (a container over the same volume) touches its lock every 5 s; after this it is taken for dead. */
export const foreignLockExpirySeconds = 30;

/** Whether the owner still holds the directory. When that is unknown, it does, because two writers would destroy the data. */
export function decideLockIsHeld(owner: LockOwner, evidence: LockEvidence): boolean {
  if (owner.host !== evidence.host) return evidence.ageSeconds < foreignLockExpirySeconds;
  if (!evidence.alive) return false;
  const known = owner.startTime !== undefined && evidence.startTime !== undefined;
  return !known || owner.startTime === evidence.startTime;
}
