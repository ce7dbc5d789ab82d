import { createHash, randomUUID } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { connectEmbedded } from "#server/database/embedded/embedded-database.ts";
import { openMemoryPostgres } from "#server/database/embedded/embedded-postgres.ts";
import type { MigrationFile } from "#server/database/migration-files.ts";

const projectRoot = join(import.meta.dirname, "../..");
const cacheDirectory = join(projectRoot, "node_modules/.cache/portico-tests");

/**
 * A fresh embedded database with all migrations applied, in a third of a second: creating one takes ten times as long, so the
 * first one is dumped to a file that every later test starts from.
 */
export async function openMigratedMemoryPostgres(files: readonly MigrationFile[]): Promise<PGlite> {
  const image = join(cacheDirectory, `embedded-${templateHash(files)}.tar`);
  if (!existsSync(image)) await createImage(image, files);
  // Read whole: a blob over the file breaks when another worker renames its own image onto it before it is read.
  return openMemoryPostgres(new Blob([readFileSync(image)]));
}

async function createImage(image: string, files: readonly MigrationFile[]): Promise<void> {
  const pglite = await openMemoryPostgres();
  await connectEmbedded({ pglite, close: async () => undefined }, "memory", files);
  const dump = await pglite.dumpDataDir("none");
  await pglite.close();
  // Written aside and renamed: two workers may be doing this at once, and a third must not read half of it.
  mkdirSync(cacheDirectory, { recursive: true });
  const draft = `${image}.${randomUUID()}`;
  writeFileSync(draft, Buffer.from(await dump.arrayBuffer()));
  renameSync(draft, image);
}

export function templateHash(files: readonly MigrationFile[]): string {
  const pglite = readFileSync(join(projectRoot, "node_modules/@electric-sql/pglite/package.json"));
  const hash = createHash("sha256").update(pglite);
  for (const file of files) hash.update(`${file.name}\0${file.checksum}\0`);
  return hash.digest("hex").slice(0, 16);
}
