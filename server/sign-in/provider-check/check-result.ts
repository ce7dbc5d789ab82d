/** One thing that was looked at. `failed`: it doesn't work; `warning`: it works, or can't be told, and is worth a look. */
export interface CheckResult {
  outcome: "ok" | "warning" | "failed";
  /** What was looked at: `database`, `provider corp`. */
  subject: string;
  /** What was found. Never a secret. */
  found: string;
  /** What to do about it. */
  fix?: string;
}
