import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const lockfile = JSON.parse(readFileSync(new URL("../package-lock.json", import.meta.url), "utf8"));
const packages = Object.entries(lockfile.packages).filter(([path, { link }]) => path !== "" && !link);

// npm leaves integrity out for optional packages of other platforms when it writes the file from an installed tree.
it("pins every package of the lockfile with a sha512 integrity, those of other platforms too", () => {
  const unpinned = packages.filter(([, { integrity = "" }]) => !integrity.startsWith("sha512-")).map(([path]) => path);
  expect(packages.length).toBeGreaterThan(500);
  expect(unpinned).toEqual([]);
});
