import { randomBytes } from "node:crypto";
import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { z } from "zod";

/** Bytes of a socket's path with its end: 104 on macOS and the BSDs, 108 on Linux. */
const longestPathBytes = 103;

/** Where commands reach the running portal, and what proves that they may: stands in a file of mode 0600. */
export interface SocketPlace {
  path: string;
  /** 32 bytes, new at each start, base64url. */
  key: string;
}

const placeShape = z.object({ path: z.string(), key: z.string().min(43) });

const directoryOf = (dataDirectory: string) => join(dataDirectory, "run");
const fileOf = (dataDirectory: string) => join(directoryOf(dataDirectory), "commands.json");

/**
 * Makes the place of the socket: `<data directory>/run`, mode 0700, or where that path is too long a directory of the system's
 * temporary ones. What an earlier portal left is removed, because the caller holds the lock of the data directory.
 *
 * Errors: those of the file system, such as a `run` that belongs to another user.
 */
export function makeSocketPlace(dataDirectory: string, temporary: string = tmpdir()): SocketPlace & { remove(): void } {
  const directory = directoryOf(dataDirectory);
  const stale = readSocketPlace(dataDirectory);
  // Only what is a socket, whatever the file names.
  if (stale && lstatSync(stale.path, { throwIfNoEntry: false })?.isSocket()) removePlace(stale.path, directory);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  // A directory that was there may be open to others.
  chmodSync(directory, 0o700);
  const near = join(directory, "commands.sock");
  rmSync(near, { force: true });
  const fits = Buffer.byteLength(near) <= longestPathBytes;
  const path = fits ? near : join(mkdtempSync(join(temporary, "portico-")), "commands.sock");
  return {
    path,
    key: randomBytes(32).toString("base64url"),
    remove() {
      removePlace(path, directory);
      rmSync(fileOf(dataDirectory), { force: true });
    },
  };
}

/** Writes the file that names the place, once the socket listens. It appears whole. */
export function publishSocketPlace(dataDirectory: string, { path, key }: SocketPlace): void {
  const file = fileOf(dataDirectory);
  const draft = `${file}.new`;
  rmSync(draft, { force: true });
  writeFileSync(draft, JSON.stringify({ path, key } satisfies SocketPlace), { mode: 0o600, flag: "wx" });
  renameSync(draft, file);
}

/**
 * The place that a portal wrote; `undefined` when there is none, or a broken one.
 *
 * Errors: EACCES and the like, when the file is another user's.
 */
export function readSocketPlace(dataDirectory: string): SocketPlace | undefined {
  try {
    return placeShape.parse(JSON.parse(readFileSync(fileOf(dataDirectory), "utf8")));
  } catch (error) {
    if (error instanceof z.ZodError || error instanceof SyntaxError || isMissing(error)) return undefined;
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && "code" in error && (error.code === "ENOENT" || error.code === "ENOTDIR");
}

/** Removes a socket, with its directory where that was made for it. */
function removePlace(path: string, directory: string): void {
  rmSync(path, { force: true });
  if (dirname(path) === directory) return;
  try {
    rmdirSync(dirname(path));
  } catch {
    // Something else lies there, or it is gone.
  }
}
