import { randomBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Secrets for demo and development, made once and kept in the data directory (0600), so that sessions outlive a restart.
 *
 * Races: two first starts at once both read what the one that created the file wrote (`wx`).
 */
export function readOrCreateSecrets(dataDirectory: string): string[] {
  const file = join(dataDirectory, "secrets");
  try {
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  }
  return readFileSync(file, "utf8").split(/\s+/).filter(Boolean);
}
