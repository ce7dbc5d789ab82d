import { join } from "node:path";

/** Where the migrations lie, seen from the sources: the portal may be started from any directory. */
export const migrationsDirectory = join(import.meta.dirname, "../../prisma/migrations");
