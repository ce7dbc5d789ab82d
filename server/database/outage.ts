/** A part of the portal that does not work. */
export interface Outage {
  /**
   * `database`: it does not answer. `events`: events of other processes don't arrive. `announcements`: changes wait until they can be
   * published. `rate_limits`: this process counts alone, because Redis does not answer. `migrations`: the database is of another version.
   */
  part: "database" | "events" | "announcements" | "rate_limits" | "migrations";
  /** Epoch milliseconds; `null` when it was not seen to begin. */
  sinceMs: number | null;
  /** In English, as the log says it; never a secret. */
  reason: string | null;
  advice: string | null;
}
