import { callCommands } from "#server/command-socket/call-commands.ts";
import type { OperatorConnection } from "#server/command-socket/operator-connection.ts";
import { readSocketPlace, type SocketPlace } from "#server/command-socket/socket-place.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { connectDirectly } from "./connect-directly.ts";
import { operatorName } from "./operator-name.ts";

/**
 * The administration: on PostgreSQL with the operator's own connection string; on the embedded database through the running portal,
 * which alone may have it open, or by opening it when no portal runs.
 *
 * @param dataDirectory of the embedded database, where the environment alone says it. Through a portal that runs there nothing else
 *   of the settings is read.
 *
 * Errors: InvalidSettingsError; database_unavailable when the portal runs as another user; those of opening the database.
 */
export async function connectOperator(
  dataDirectory: string | undefined,
  loadSettings: () => Promise<LoadedSettings>,
): Promise<OperatorConnection> {
  const place = dataDirectory === undefined ? undefined : readablePlace(dataDirectory);
  const running = place && (await callCommands(place, operatorName()));
  return running ?? connectBySettings(await loadSettings());
}

async function connectBySettings(settings: LoadedSettings): Promise<OperatorConnection> {
  const running = settings.database.kind === "embedded" ? await connectRunning(settings) : undefined;
  return running ?? connectDirectly(settings);
}

/**
 * The running portal that has this data directory; `undefined` when there is none.
 *
 * Errors: database_unavailable when the portal runs as another user.
 */
export async function connectRunning({
  dataDirectory,
}: Pick<LoadedSettings, "dataDirectory">): Promise<OperatorConnection | undefined> {
  const place = requireReadablePlace(dataDirectory);
  return place && callCommands(place, operatorName());
}

/** `undefined` also when the file can't be read: the settings may say more about why. */
function readablePlace(dataDirectory: string): SocketPlace | undefined {
  try {
    return readSocketPlace(dataDirectory);
  } catch {
    return undefined;
  }
}

function requireReadablePlace(dataDirectory: string): SocketPlace | undefined {
  try {
    return readSocketPlace(dataDirectory);
  } catch (cause) {
    throw new AppError("database_unavailable", {
      cause,
      detail: `the portal's key in ${dataDirectory}/run can't be read. Run the command as the user that the portal runs as.`,
    });
  }
}
