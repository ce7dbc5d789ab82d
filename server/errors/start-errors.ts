import type { ErrorEntry } from "./error-entry.ts";

/** Failures of starting, and of what the portal needs to run. */
export const startErrors = {
  invalid_settings: {
    status: 500,
    title: "Invalid settings",
    cause: "The configuration has a mistake.",
    nextStep: "Fix the named setting and start again.",
  },
  database_in_use: {
    status: 500,
    title: "Database in use",
    cause: "Another process holds the data directory.",
    nextStep: "Stop that process, or point PORTICO_DATA_DIR or DATABASE_URL elsewhere.",
  },
  database_unavailable: {
    status: 503,
    title: "Database unavailable",
    cause: "Portico can't reach its database.",
    nextStep: "Nothing is lost. Try again in a moment.",
  },
  redis_unavailable: {
    status: 503,
    title: "Redis unavailable",
    cause: "Portico can't reach its Redis.",
    nextStep: "Nothing is lost. Try again in a moment.",
  },
  migration_failed: {
    status: 500,
    title: "Migration failed",
    cause: "The database schema could not be brought up to date.",
    nextStep: "Read the log; restore the migration files or the database and start again.",
  },
} as const satisfies Record<string, ErrorEntry>;
