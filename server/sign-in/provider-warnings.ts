import type { ProviderSettings } from "#server/config/settings.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { LogFields, Logger } from "#server/http/logger.ts";
import { suspectOf } from "./suspect-policy.ts";
import { whatToCheck } from "./what-to-check.ts";

/** Tells whoever runs the portal what they or a provider have to put right. */
export interface ProviderWarnings {
  /** A sign-in failed. Says nothing when that was the person's doing. The line has the reference that the error page shows. */
  ofSignIn(provider: ProviderSettings, error: AppError): void;
  /** A provider can't be used, as found before anybody tried. */
  ofProvider(provider: ProviderSettings, error: AppError): void;
}

const quietSeconds = 10;

/**
 * Bounds: strangers can fail as often as they like, so each cause at a provider is told once in ten seconds, then with how many
 * were left out; the audit log has each. There are as many causes as codes and suspects, whatever strangers send.
 */
export function createProviderWarnings(log: Logger, origin: string, nowSeconds: () => number): ProviderWarnings {
  const told = new Map<string, { atSeconds: number; leftOut: number }>();

  function facts(provider: ProviderSettings, error: AppError): LogFields {
    return {
      provider_id: provider.id,
      code: error.code,
      cause: error.detail?.slice(0, 300),
      check: whatToCheck(suspectOf(error) ?? "provider", provider, origin),
    };
  }

  return {
    ofSignIn(provider, error) {
      const suspect = suspectOf(error);
      if (!suspect) return;
      const key = `${provider.id} ${error.code} ${suspect}`;
      const last = told.get(key);
      // A clock that is put right may go back: its trouble must not be what silences us.
      if (last && Math.abs(nowSeconds() - last.atSeconds) < quietSeconds) {
        last.leftOut += 1;
        return;
      }
      told.set(key, { atSeconds: nowSeconds(), leftOut: 0 });
      const leftOut = last?.leftOut ? { left_out: last.leftOut } : {};
      log.warn("a sign-in failed for a reason that the person can't help", {
        ...facts(provider, error),
        ...leftOut,
      });
    },

    ofProvider(provider, error) {
      log.warn("nobody can sign in with this provider now", facts(provider, error));
    },
  };
}
