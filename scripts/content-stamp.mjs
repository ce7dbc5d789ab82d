import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { dirname, join, sep } from "node:path";
import { projectRoot } from "./project-root.mjs";

/**
 * One hash over the names and contents of files and folders (relative to the project); missing ones count as absent.
 * Contents rather than times: a fresh clone or a branch switched to and fro changes every time.
 */
export function hashContents(paths, { ignore = () => false } = {}) {
  const hash = createHash("sha256");
  for (const path of paths) {
    for (const file of filesUnder(path, ignore)) {
      hash
        .update(`${file.split(sep).join("/")}\0`)
        .update(readFileSync(join(projectRoot, file)))
        .update("\0");
    }
  }
  return hash.digest("hex");
}

function* filesUnder(path, ignore) {
  const absolute = join(projectRoot, path);
  if (!existsSync(absolute) || ignore(path)) return;
  if (!statSync(absolute).isDirectory()) {
    yield path;
    return;
  }
  for (const name of readdirSync(absolute).sort()) yield* filesUnder(join(path, name), ignore);
}

/** True when the stamp file holds exactly this content. */
export function stampMatches(stampPath, stamp) {
  const absolute = join(projectRoot, stampPath);
  return existsSync(absolute) && readFileSync(absolute, "utf8") === JSON.stringify(stamp);
}

export function writeStamp(stampPath, stamp) {
  const absolute = join(projectRoot, stampPath);
  mkdirSync(dirname(absolute), { recursive: true });
  writeFileSync(absolute, JSON.stringify(stamp));
}
