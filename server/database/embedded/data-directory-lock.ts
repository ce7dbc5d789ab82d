import { randomUUID } from "node:crypto";
import {
  constants,
  copyFileSync,
  existsSync,
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from "node:fs";
import { hostname } from "node:os";
import { dirname } from "node:path";
import { isProcessAlive, processStartTime } from "#server/database/events/process-identity.ts";
import { AppError } from "#server/errors/app-error.ts";
import { decideLockIsHeld, type LockOwner } from "./lock-owner-policy.ts";

const touchMilliseconds = 5_000;

export interface DataDirectoryLock {
  release(): void;
}

/**
 * Makes this process the only one on a data directory, by a file beside it.
 *
 * Errors: AppError database_in_use, naming directory, process and what to do.
 * Races:  the file appears with its content (written aside, then linked); a dead owner's file is moved away before a new one is
 *         linked, and put back if it turns out to be another process's new one.
 */
export function lockDataDirectory(directory: string): DataDirectoryLock {
  const path = `${directory}.lock`;
  mkdirSync(dirname(directory), { recursive: true, mode: 0o700 });
  const content = JSON.stringify({
    pid: process.pid,
    host: hostname(),
    startTime: processStartTime(process.pid),
  } satisfies LockOwner);

  const draft = `${path}.${randomUUID()}`;
  writeFileSync(draft, content, { mode: 0o600 });
  try {
    while (!link(draft, path)) moveAwayIfStale(directory, path);
  } finally {
    rmSync(draft, { force: true });
  }

  const touch = setInterval(() => {
    const now = new Date();
    try {
      utimesSync(path, now, now);
    } catch {
      // Removed by hand: nothing to keep fresh.
    }
  }, touchMilliseconds);
  touch.unref();

  return {
    release() {
      clearInterval(touch);
      if (existsSync(path) && readFileSync(path, "utf8") === content) rmSync(path, { force: true });
    },
  };
}

function moveAwayIfStale(directory: string, path: string): void {
  const seen = readLock(path);
  if (!seen) return; // released in the meantime
  if (isHeld(seen)) throw inUse(directory, path, seen.owner);

  const aside = `${path}.${randomUUID()}.stale`;
  try {
    renameSync(path, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return; // another process was faster
    throw error;
  }
  const moved = readLock(aside);
  if (moved && moved.text !== seen.text) link(aside, path);
  rmSync(aside, { force: true });
}

interface SeenLock {
  text: string;
  owner: LockOwner | undefined;
  ageSeconds: number;
}

function readLock(path: string): SeenLock | undefined {
  try {
    const text = readFileSync(path, "utf8");
    return { text, owner: parseOwner(text), ageSeconds: (Date.now() - statSync(path).mtimeMs) / 1000 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isHeld({ owner, ageSeconds }: SeenLock): boolean {
  // Not readable as a lock: the file appears whole, so a power cut left it, and no process holds it.
  if (!owner) return false;
  const here = hostname();
  const local = owner.host === here;
  return decideLockIsHeld(owner, {
    host: here,
    alive: local && isProcessAlive(owner.pid),
    startTime: local ? processStartTime(owner.pid) : undefined,
    ageSeconds,
  });
}

function parseOwner(text: string): LockOwner | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value !== "object" || value === null) return undefined;
    const { pid, host, startTime } = value as Partial<LockOwner>;
    if (!Number.isSafeInteger(pid) || typeof host !== "string") return undefined;
    return { pid: Number(pid), host, startTime: typeof startTime === "string" ? startTime : undefined };
  } catch {
    return undefined;
  }
}

function link(from: string, to: string): boolean {
  try {
    linkSync(from, to);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    return copyExclusively(from, to);
  }
}

/** For file systems without hard links (exFAT, some network mounts). */
function copyExclusively(from: string, to: string): boolean {
  try {
    copyFileSync(from, to, constants.COPYFILE_EXCL);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") return false;
    throw error;
  }
}

function inUse(directory: string, path: string, owner: LockOwner | undefined): AppError {
  const holder = owner
    ? `process ${owner.pid}${owner.host === hostname() ? "" : ` on ${owner.host}`}`
    : "another process";
  return new AppError("database_in_use", {
    detail:
      `${directory} is held by ${holder} (lock file ${path}). The embedded database serves one process: stop that one, ` +
      "or start this one with another PORTICO_DATA_DIR, or give both a PostgreSQL by DATABASE_URL.",
  });
}
