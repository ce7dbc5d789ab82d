import { callerKey } from "#server/http/caller-key.ts";
import type { AuditEntry, AuditEventType } from "./audit-event.ts";

const windowMs = 60_000;
export const perCallerAndMinute = 120;
export const perMinute = 1_200;

/** What was left out of one window. */
export interface Flood {
  type: AuditEventType;
  outcome: AuditEntry["outcome"];
  clientAddress: string | undefined;
  suppressed: number;
}

/**
 * Bounds what unauthenticated requests can write: an event without a person, a started sign-in or a failure, costs its caller nothing, and each
 * row stays for the whole retention. Over the limit an event is only counted; the count is written once, as one row, when the minute
 * is over. The addresses of one IPv6 network count as one caller.
 *
 * What a signed-in person or an administrator does, and what the portal does by itself and succeeds in, is always kept.
 */
export class FloodLimit {
  #windowEndsAtMs = 0;
  #total = 0;
  #counts = new Map<string, Flood & { count: number }>();

  /** Whether to keep the event, and how many the minute before left out, with the first event after it. */
  admit(entry: AuditEntry, clientAddress: string | undefined, nowMs: number): { keep: boolean; floods: Flood[] } {
    const floods = nowMs >= this.#windowEndsAtMs ? this.#startWindow(nowMs) : [];
    const { type, outcome } = entry;
    const ofPortal = outcome === "success" && clientAddress === undefined;
    if (ofPortal || entry.userId !== undefined || entry.actor !== undefined) return { keep: true, floods };
    const kind = `${type} ${outcome}`;
    const key = `${kind} ${clientAddress && callerKey(clientAddress)}`;
    let caller = this.#counts.get(key);
    if (!caller) {
      // A flood from more addresses than the total allows is one flood, so that its addresses needn't be counted apart.
      const address = this.#counts.size < perMinute ? clientAddress : undefined;
      const shared = address === clientAddress ? key : kind;
      caller = this.#counts.get(shared) ?? { type, outcome, clientAddress: address, suppressed: 0, count: 0 };
      this.#counts.set(shared, caller);
    }
    caller.count += 1;
    this.#total += 1;
    const keep = caller.count <= perCallerAndMinute && this.#total <= perMinute;
    if (!keep) caller.suppressed += 1;
    return { keep, floods };
  }

  #startWindow(nowMs: number): Flood[] {
    const floods = [...this.#counts.values()].filter(({ suppressed }) => suppressed > 0);
    this.#windowEndsAtMs = nowMs + windowMs;
    this.#total = 0;
    this.#counts.clear();
    return floods.map(({ count: _, ...flood }) => flood);
  }
}
