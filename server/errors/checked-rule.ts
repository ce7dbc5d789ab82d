import type { ErrorCode } from "./app-error.ts";
import type { Refusal } from "./refusal.ts";

/**
 * What the values of a rule are about. `had` and `needed` of `person` name addresses, groups or decisions of people, so only readers
 * of people see them; those of `settings` all readers. A rule that can be either is of `person`.
 */
export type RuleAbout = "person" | "settings";

/** What one rule says in a dry run. */
export interface CheckedRule extends Refusal {
  readonly about: RuleAbout;
  /** `asks`: something has to be done first, such as allowing on the consent page. */
  readonly outcome: "passes" | "refuses" | "asks";
  /** Of the error that the rule refuses with. */
  readonly code?: ErrorCode | undefined;
}

/** A rule that refuses, by the error that it throws. */
export function refusingRule(error: { code: ErrorCode; refusal?: Refusal | undefined }, about: RuleAbout): CheckedRule {
  return { ...(error.refusal ?? { rule: error.code }), about, outcome: "refuses", code: error.code };
}
