import type { AuditEventType } from "#server/audit/audit-event.ts";

/** What the audit log is narrowed by; all that is given must hold. */
export interface AuditFilter {
  /** The person whom events are about. */
  userId?: string | undefined;
  /** `user:<id>`, `client:<id>` or `operator`. */
  actor?: string | undefined;
  sessionId?: string | undefined;
  clientId?: string | undefined;
  providerId?: string | undefined;
  types?: readonly AuditEventType[] | undefined;
  /** Leaves out what administrators looked at, which is most of the log of a person under support. */
  withoutReads?: boolean | undefined;
  outcome?: "success" | "failure" | undefined;
  from?: Date | undefined;
  /** Not included. */
  to?: Date | undefined;
  /** An address or a network (CIDR). */
  address?: string | undefined;
  /** The reference that pages and problems show. */
  requestId?: string | undefined;
}

/** An event as it was recorded. `at` is RFC 3339. */
export interface FoundEvent {
  id: string;
  at: string;
  type: string;
  outcome: string;
  userId: string | null;
  sessionId: string | null;
  clientId: string | null;
  providerId: string | null;
  clientAddress: string | null;
  userAgent: string | null;
  requestId: string | null;
  actor: string | null;
  details: Record<string, unknown>;
}

export interface AuditSearch {
  /** A keyset page, the newest first. Errors: cursor_invalid. */
  list(
    filter: AuditFilter,
    page: { after?: string | undefined; limit: number },
  ): Promise<{ items: FoundEvent[]; next: string | null }>;
  find(id: string): Promise<FoundEvent | undefined>;
  /** All that match, the newest first, read in pages as they are taken. */
  export(filter: AuditFilter): AsyncIterable<FoundEvent>;
  /**
   * Events of all processes as they are written, after the `last` newest ones; ends when the signal is aborted.
   *
   * Delay: about a second.
   * Races: an event whose transaction commits after one with a higher id still comes, later.
   */
  follow(filter: AuditFilter, options: { last: number; signal: AbortSignal }): AsyncIterable<FoundEvent>;
}
