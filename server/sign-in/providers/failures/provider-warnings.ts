import type { ProviderSettings } from "#server/config/settings.ts";
import type { AppError } from "#server/errors/app-error.ts";
import type { LogFields, Logger } from "#server/http/log/logger.ts";
import { suspectOf } from "./suspect-policy.ts";
import { whatToCheck } from "./what-to-check.ts";

/** Warnings about what the operator or a provider has to correct. */
export interface ProviderWarnings {
  /** A sign-in failed. Logs nothing when the person caused it. The line has the reference that the error page shows. */
  ofSignIn(provider: ProviderSettings, error: AppError): void;
  /** A provider can't be used, as a check before any sign-in found. */
  ofProvider(provider: ProviderSettings, error: AppError): void;
}

const quietSeconds = 10;
/** Each line has the reference of one error page, so several in the same seconds are logged one by one. */
const refusalsAtOnce = 20;

/**
 * Bounds: sign-ins can be failed without limit from outside, so in ten seconds each cause at a provider is logged once, and 20 of its
 * refusals, then with how many were left out; the audit log has each. There are as many causes as codes and suspects,
 * whatever strangers send.
 */
export function createProviderWarnings(log: Logger, origin: string, nowSeconds: () => number): ProviderWarnings {
  const logged = new Map<string, { atSeconds: number; lines: number; leftOut: number }>();

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
    const last = logged.get(key);
    // The clock may go back when it is corrected; that must not suppress the warnings.
    if (last && Math.abs(nowSeconds() - last.atSeconds) < quietSeconds) {
      if (last.lines < most) {
        last.lines += 1;
        return {};
      }
      last.leftOut += 1;
      return undefined;
    }
    logged.set(key, { atSeconds: nowSeconds(), lines: 1, leftOut: 0 });
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
      log.warn("provider unusable: sign-in with it is not possible", facts(provider, error));
    },
  };
}
