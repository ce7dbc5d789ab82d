import { defineConfig } from "prisma/config";

// `prisma generate` never runs the schema engine, yet downloads it first from a host that many networks block.
// Naming any executable skips the download; migrations are applied in-process (server/database/migrate.ts).
process.env["PRISMA_SCHEMA_ENGINE_BINARY"] ??= process.execPath;

export default defineConfig({
  schema: "prisma/schema.prisma",
  migrations: { path: "prisma/migrations" },
});
