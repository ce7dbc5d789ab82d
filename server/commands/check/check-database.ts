import { existsSync } from "node:fs";
import { join } from "node:path";
import type { DatabaseSettings } from "#server/config/settings.ts";
import { inspectPostgres } from "#server/database/inspect-postgres.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { toAppError } from "#server/http/problem.ts";
import type { CheckResult } from "#server/sign-in/provider-check/check-result.ts";

const subject = "database";

/** Whether the database answers, and what a start would do to it. Nothing is changed, and an embedded database is not opened. */
export async function checkDatabase(settings: DatabaseSettings): Promise<CheckResult> {
  if (settings.kind === "embedded") {
    const exists = existsSync(join(settings.directory, "PG_VERSION"));
    const found = `embedded, in ${settings.directory}: ${exists ? "is there" : "is made at the first start"}`;
    return { outcome: "ok", subject, found };
  }
  try {
    const { version, place, pending } = await inspectPostgres(settings);
    const found = `PostgreSQL ${version} at ${place}`;
    if (pending.length === 0) return { outcome: "ok", subject, found: `${found}, schema up to date` };
    const list = pending.length > 3 ? `${pending.slice(0, 3).join(", ")}, …` : pending.join(", ");
    return {
      outcome: "warning",
      subject,
      found: `${found}, ${pending.length} migrations pending: ${list}`,
      fix: "The next start applies them. Back up first.",
    };
  } catch (thrown) {
    const error = toAppError(thrown);
    const { cause, nextStep } = errorTable[error.code];
    return { outcome: "failed", subject, found: error.detail ?? cause, fix: nextStep };
  }
}
