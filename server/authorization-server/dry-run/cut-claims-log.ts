import type { Logger } from "#server/http/log/logger.ts";

/** A claim that was left out because it is too long. */
export interface CutClaim {
  claim: string;
  place: string;
}

/** Keeps only which claims were cut; what is refused is in the answer. */
export function cutClaimsLog(cut: CutClaim[]): Logger {
  return {
    debug() {},
    info() {},
    warn(_message, { claim, place } = {}) {
      if (typeof claim === "string" && typeof place === "string") cut.push({ claim, place });
    },
    error() {},
  };
}
