import type { Settings } from "#server/config/settings.ts";
import type { Logger } from "#server/http/logger.ts";

/** What an operator switched off knowingly is said at every start. */
export function warnOfExemptions(settings: Pick<Settings, "clients">, log: Pick<Logger, "warn">): void {
  for (const { clientId } of settings.clients.filter(({ requirePkce }) => !requirePkce)) {
    log.warn("a client may skip PKCE: a stolen code is enough to become its user (RFC 9700 §2.1.1)", {
      client: clientId,
    });
  }
}
