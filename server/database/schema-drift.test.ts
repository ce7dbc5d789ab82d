import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { bindMigrationAwareSqlAdapterFactory } from "@prisma/driver-adapter-utils";
import { PrismaPGlite } from "pglite-prisma-adapter";
import { afterAll, beforeAll, expect, it } from "vitest";
import { openMigratedMemoryPostgres } from "#tests/support/embedded-template.ts";
import { readMigrationFiles } from "./migration-files.ts";
import { migrationsDirectory } from "./migrations-directory.ts";

type Engine = typeof import("@prisma/schema-engine-wasm/schema_engine_bg");

let schemaEngine: Engine;
let migrated: Awaited<ReturnType<typeof openMigratedMemoryPostgres>>;

beforeAll(async () => {
  // Loaded by hand: Node imports WebAssembly modules only behind a flag.
  const name = "@prisma/schema-engine-wasm/schema_engine_bg";
  const file = createRequire(import.meta.url)
    .resolve(name)
    .replace(/js$/, "wasm");
  schemaEngine = await import(name);
  const { instance } = await WebAssembly.instantiate(readFileSync(file), {
    "./schema_engine_bg.js": { ...schemaEngine },
  });
  schemaEngine.__wbg_set_wasm(instance.exports);
  (instance.exports as { __wbindgen_start(): void }).__wbindgen_start();
  migrated = await openMigratedMemoryPostgres(readMigrationFiles(migrationsDirectory));
});
afterAll(() => migrated.close());

/** The SQL that would bring a migrated database in line with `schema`, as `prisma migrate diff` writes it. */
async function difference(schema: string): Promise<string | null> {
  const files = [{ path: "schema.prisma", content: schema }];
  const engine = await schemaEngine.SchemaEngine.new(
    { datamodels: [["schema.prisma", schema]] },
    () => {},
    bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(migrated)),
  );
  const { stdout } = await engine.diff({
    from: { tag: "schemaDatasource", files, configDir: "/" },
    to: { tag: "schemaDatamodel", files },
    script: true,
    exitCode: null,
    filters: { externalTables: ["public._prisma_migrations"], externalEnums: [] },
  });
  return stdout;
}

it("is what the migrations make", async () => {
  const schema = readFileSync("prisma/schema.prisma", "utf8");
  expect(await difference(schema)).toBe("-- This is an empty migration.\n");
});

it("would be noticed to be something else", async () => {
  const schema = readFileSync("prisma/schema.prisma", "utf8").replace(
    "model User {",
    "model User {\n  nickname String?",
  );
  expect(await difference(schema)).toContain('ALTER TABLE "users" ADD COLUMN     "nickname" TEXT');
});
