import { operatorActor } from "#server/admin/actors.ts";
import type { OperatorConnection } from "#server/command-socket/operator-connection.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import { createLogger } from "#server/http/log/logger.ts";
import { operatorName } from "./operator-name.ts";

/**
 * Composes a portal on the database of the settings, without a server. What it changes is announced as any process's changes are,
 * so running portals follow at once.
 *
 * Errors: those of opening the database.
 */
export async function connectDirectly(settings: LoadedSettings): Promise<OperatorConnection> {
  // Imported here, because it loads every room, which a command over the socket doesn't need.
  const { compose } = await import("#server/compose.ts");
  const composition = await compose(settings, createLogger("error"), "command");
  const { admin } = composition.portal;
  const actor = operatorActor(operatorName());
  return {
    async call(operationName, input, options) {
      await composition.catalog.refresh();
      return admin.callUnchecked(actor, operationName, input, options);
    },
    close: composition.close,
  };
}
