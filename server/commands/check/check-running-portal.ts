import { existsSync } from "node:fs";
import { join } from "node:path";
import type { z } from "zod";
import { providersOperations } from "#server/admin/providers/providers-operations.ts";
import type { OperatorConnection } from "#server/command-socket/operator-connection.ts";
import { connectRunning } from "#server/commands/connection/connect-operator.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { toAppError } from "#server/http/problem.ts";
import type { CheckResult } from "#server/sign-in/provider-check/check-result.ts";

export interface CheckedByPortal {
  results: CheckResult[];
  /** Providers of the database. */
  providers: { id: string }[];
}

const subject = "entries of the database";
const answerShape = providersOperations["providers.check"].output;
type Found = z.output<typeof answerShape>["items"][number];

/**
 * The providers of an embedded database, looked at by the running portal, because no other process may open the database meanwhile.
 *
 * Errors: none; a portal that can't be asked is a result.
 */
export async function checkByRunningPortal(settings: LoadedSettings): Promise<CheckedByPortal> {
  const { database } = settings;
  if (database.kind !== "embedded" || !existsSync(join(database.directory, "PG_VERSION"))) return nothing();
  try {
    const portal = await connectRunning(settings);
    return portal ? await askPortal(portal) : nothing(notRunning);
  } catch (thrown) {
    const error = toAppError(thrown);
    const { cause, nextStep } = errorTable[error.code];
    return nothing({ outcome: "failed", subject, found: error.detail ?? cause, fix: nextStep });
  }
}

const notRunning: CheckResult = {
  outcome: "warning",
  subject,
  found: "not looked at, because no portal runs that has the embedded database open",
  fix: "Start the portal and run the check again.",
};

function nothing(...results: CheckResult[]): CheckedByPortal {
  return { results, providers: [] };
}

async function askPortal(portal: OperatorConnection): Promise<CheckedByPortal> {
  try {
    const { items } = answerShape.parse(await portal.call("providers.check", { withCredentials: true }));
    const stored = items.filter(({ origin }) => origin === "database");
    const ids = new Set(stored.map(({ providerId }) => providerId));
    const served =
      ids.size === 0
        ? "no provider is among them"
        : `providers among them, which the running portal serves: ${ids.size}`;
    return {
      results: [{ outcome: "ok", subject, found: served }, ...stored.map(resultOf)],
      providers: [...ids].map((id) => ({ id })),
    };
  } finally {
    await portal.close();
  }
}

function resultOf({ providerId, outcome, found, fix }: Found): CheckResult {
  return { outcome, subject: `provider ${providerId} of the database`, found, ...(fix === null ? {} : { fix }) };
}
