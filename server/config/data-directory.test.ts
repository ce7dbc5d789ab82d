import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { prepareDataDirectory } from "./data-directory.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "portico-data-"));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

function mistakesOf(path: string): SettingsMistake[] {
  const mistakes: SettingsMistake[] = [];
  prepareDataDirectory(path, mistakes);
  return mistakes;
}

/** Runs as another user, because root may write everywhere and a service does not run as root. */
function asNobody<Result>(work: () => Result): Result {
  if (process.geteuid?.() !== 0) return work();
  process.seteuid?.(65_534);
  try {
    return work();
  } finally {
    process.seteuid?.(0);
  }
}

it("is made with its parents, for its owner only, and nothing is left of the trial write", () => {
  const path = join(directory, "a", "b");
  expect(mistakesOf(path)).toEqual([]);
  expect(statSync(path).mode & 0o777).toBe(0o700);
  expect(readdirSync(path)).toEqual([]);
  expect(mistakesOf(path)).toEqual([]);
});

it("is a mistake when a file is in its place or above it", () => {
  const file = join(directory, "file");
  writeFileSync(file, "");
  for (const path of [file, join(file, "below"), join(file, "far", "below")]) {
    const [mistake] = mistakesOf(path);
    expect(mistake?.setting).toBe("PORTICO_DATA_DIR");
    expect(mistake?.problem).toContain(`${path} can't be used: a file is where a directory has to be (ENOTDIR`);
  }
});

it("is a mistake when it can't be written to, whether it exists or has to be made", () => {
  const closed = join(directory, "closed");
  mkdirSync(closed);
  chmodSync(directory, 0o755);
  chmodSync(closed, 0o555);
  for (const path of [closed, join(closed, "below")]) {
    const [mistake] = asNobody(() => mistakesOf(path));
    expect(mistake?.problem).toContain(
      `${path} can't be used: the user Portico runs as may not write there (EACCES at`,
    );
    expect(mistake?.fix).toContain("PORTICO_DATA_DIR");
  }
});

// Windows and macOS have no /proc.
if (existsSync("/proc/self")) {
  it("ends a start at once where no directory can be made, and shows no stack", () => {
    const env = {
      ...process.env,
      PORTICO_DATA_DIR: "/proc/nope",
      PORTICO_SECRETS: "s".repeat(32),
      DATABASE_URL: "",
      PORTICO_URL: "",
      PORT: "4100",
    };
    const main = join(import.meta.dirname, "../main.ts");
    // A mkdir that never returns would block the signal.
    const ended = spawnSync(process.execPath, [main], {
      env,
      encoding: "utf8",
      timeout: 50_000,
      killSignal: "SIGKILL",
    });
    expect([ended.status, ended.signal]).toEqual([1, null]);
    expect(ended.stderr).toContain("✗ PORTICO_DATA_DIR\n    The data directory /proc/nope can't be used: ");
    expect(ended.stderr).not.toMatch(/^\s+at /m);
  });
}
