import type { Variables } from "#server/config/environment.ts";
import { unknownVariables } from "#server/config/unknown-variables.ts";
import type { Logger } from "#server/http/log/logger.ts";

/** A warning only: portico.config.ts may read variables of its own by such a name. */
export function warnOfUnknownVariables(variables: Variables, log: Pick<Logger, "warn">): void {
  for (const { name, meant } of unknownVariables(variables)) {
    log.warn(`${name} is set, and Portico reads no variable of this name${meant ? `: did you mean ${meant}?` : ""}`, {
      variable: name,
    });
  }
}
