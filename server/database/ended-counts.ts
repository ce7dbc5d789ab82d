/** What can end in a transaction. `apps` and `grants` are both access of an app to a person's account. */
export type EndedKind = "sessions" | "apps" | "grants" | "access_tokens" | "refresh_tokens" | "upstream_tokens";

/** How much of each kind ended; a kind that isn't there was not counted. */
export type EndedCounts = Readonly<Partial<Record<EndedKind, number>>>;
