import { readFileSync } from "node:fs";

/** The version of this Portico, as package.json says it. */
export const porticoVersion: string = readVersion();

function readVersion(): string {
  const file: unknown = JSON.parse(readFileSync(new URL("../package.json", import.meta.url), "utf8"));
  return typeof file === "object" && file !== null && "version" in file ? String(file.version) : "unknown";
}
