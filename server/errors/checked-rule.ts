import type { ErrorCode } from "./app-error.ts";
import type { Refusal } from "./refusal.ts";

/** What one rule says in a dry run. */
export interface CheckedRule extends Refusal {
  /** `asks`: something has to be done first, such as allowing on the consent page. */
  readonly outcome: "passes" | "refuses" | "asks";
  /** Of the error that the rule refuses with. */
  readonly code?: ErrorCode | undefined;
}

/** A rule that refuses, by the error that it throws. */
export function refusingRule(error: { code: ErrorCode; refusal?: Refusal | undefined }): CheckedRule {
  return { ...(error.refusal ?? { rule: error.code }), outcome: "refuses", code: error.code };
}
