import type { Logger } from "./logger.ts";

/** Where a claim was left out. */
export interface CutClaim {
  place: string;
  client?: string;
  user: string;
}

const mostNoted = 1000;

/** Logs claims that are left out because they are too long; once for each claim, place and client. */
export function createCutClaimWarning(log: Pick<Logger, "warn">): (cut: readonly string[], where: CutClaim) => void {
  const noted = new Set<string>();
  return (cut, where) => {
    for (const claim of cut) {
      const key = [claim, where.place, where.client].join("\n");
      if (noted.has(key) || noted.size >= mostNoted) continue;
      noted.add(key);
      log.warn("a claim is left out because it is too long", { claim, ...where });
    }
  };
}
