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
/** Each line has one person's reference, so people who fail in the same seconds each need theirs. */
const refusalsAtOnce = 20;

/**
 * Bounds: strangers can fail as often as they like, so in ten seconds each cause at a provider is told once, and 20 of its
 * refusals, then with how many were left out; the audit log has each. There are as many causes as codes and suspects,
 * whatever strangers send.
 */
export function createProviderWarnings(log: Logger, origin: string, nowSeconds: () => number): ProviderWarnings {
  const told = new Map<string, { atSeconds: number; lines: number; leftOut: number }>();

  function facts(provider: ProviderSettings, error: AppError): LogFields {
    return {
      provider_id: provider.id,
      code: error.code,
      cause: error.detail?.slice(0, 400).toWellFormed(),
      check: whatToCheck(suspectOf(error) ?? "provider", provider, origin),
    };
  }

  /** What the next line about `key` has to add; `undefined` when there were `most` lines in the last ten seconds. */
  function place(key: string, most: number): LogFields | undefined {
    const last = told.get(key);
    // A clock that is put right may go back: its trouble must not be what silences us.
    if (last && Math.abs(nowSeconds() - last.atSeconds) < quietSeconds) {
      if (last.lines < most) {
        last.lines += 1;
        return {};
      }
      last.leftOut += 1;
      return undefined;
    }
    told.set(key, { atSeconds: nowSeconds(), lines: 1, leftOut: 0 });
    return last?.leftOut ? { left_out: last.leftOut } : {};
  }

  return {
    ofSignIn(provider, error) {
      const suspect = suspectOf(error);
      if (!suspect) return;
      const refused = suspect === "refusal";
      const more = place(`${provider.id} ${error.code} ${suspect}`, refused ? refusalsAtOnce : 1);
      if (!more) return;
      const message = refused
        ? "a provider declined a sign-in"
        : "a sign-in failed for a reason that the person can't help";
      log.warn(message, { ...facts(provider, error), ...more });
    },

    ofProvider(provider, error) {
      log.warn("nobody can sign in with this provider now", facts(provider, error));
    },
  };
}
