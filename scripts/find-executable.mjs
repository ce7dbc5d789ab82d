import { accessSync, constants, readdirSync, statSync } from "node:fs";
import { delimiter, join } from "node:path";

/** The first of `names` in `folders` or on PATH that can be run; `undefined` if none. */
export function findExecutable(names, folders = []) {
  const path = (process.env.PATH ?? "").split(delimiter).filter(Boolean);
  const endings = process.platform === "win32" ? [".exe", ""] : [""];
  for (const folder of [...folders, ...path]) {
    for (const name of names) {
      for (const ending of endings) {
        const file = join(folder, name + ending);
        if (isExecutable(file)) return file;
      }
    }
  }
  return undefined;
}

export function isExecutable(file) {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/** `<parent>/<version>/<rest>` for every version folder, the highest number first. */
export function versionedFolders(parent, rest) {
  try {
    return readdirSync(parent)
      .sort((a, b) => Number.parseFloat(b.replace(/^\D+/, "")) - Number.parseFloat(a.replace(/^\D+/, "")))
      .map((version) => join(parent, version, rest));
  } catch {
    return [];
  }
}
