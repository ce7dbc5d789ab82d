import { existsSync, mkdirSync, mkdtempSync, rmdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { environmentOf, readEnvironment, type Variables } from "./environment.ts";
import type { SettingsMistake } from "./settings-mistake.ts";

/**
 * The data directory when its database is used, by the environment alone; `undefined` with another database, or when a variable has a
 * mistake, which `loadSettings` reports.
 */
export function embeddedDataDirectory(variables: Variables, directory: string): string | undefined {
  const mistakes: SettingsMistake[] = [];
  const { databaseUrl, dataDirectory } = readEnvironment(environmentOf(variables), mistakes);
  return databaseUrl === undefined && mistakes.length === 0 ? resolve(directory, dataDirectory) : undefined;
}

/** Makes the data directory if needed and writes to it, so that a start that would fail later names the wrong setting. */
export function prepareDataDirectory(directory: string, mistakes: SettingsMistake[]): void {
  try {
    makeDirectory(directory);
    // Permissions don't show that a file system is read-only or full, but a write does.
    rmdirSync(mkdtempSync(join(directory, ".try-")));
  } catch (error) {
    mistakes.push(dataDirectoryMistake(directory, error));
  }
}

/** The mistake that an error of the data directory stands for. */
export function dataDirectoryMistake(directory: string, error: unknown): SettingsMistake {
  const { code = "", path = directory } = error as NodeJS.ErrnoException;
  return {
    setting: "PORTICO_DATA_DIR",
    problem: `The data directory ${directory} can't be used: ${causes[code] ?? "the system refuses it"} (${code} at ${path}).`,
    fix: "Point PORTICO_DATA_DIR at a directory that the user Portico runs as may write to, or let that user write to this one.",
  };
}

const causes: Record<string, string> = {
  EACCES: "the user Portico runs as may not write there",
  EPERM: "the user Portico runs as may not write there",
  EROFS: "the file system is read-only",
  ENOTDIR: "a file is where a directory has to be",
  ENOSPC: "the disk is full",
  ENOENT: "no directory can be made there",
};

/** Without `recursive`, because `mkdir` with it never returns below /proc, which answers that the parent is missing. */
function makeDirectory(directory: string): void {
  const parent = dirname(directory);
  if (parent !== directory && !existsSync(parent)) makeDirectory(parent);
  try {
    mkdirSync(directory, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
}
