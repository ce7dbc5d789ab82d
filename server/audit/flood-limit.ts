import type { AuditEntry, AuditEventType } from "./audit-event.ts";

const windowMs = 60_000;
export const perCallerAndMinute = 120;
export const perMinute = 1_200;

/** What was left out of one window. */
export interface Flood {
  type: AuditEventType;
  clientAddress: string | undefined;
  suppressed: number;
}

/**
 * Bounds what strangers can write: a failure without a person costs its caller nothing, and each row stays for the whole
 * retention. Over the limit an event is only counted; the count is told once, as one row, when the minute is over.
 *
 * What a signed-in person does, and every success, is always kept.
 */
export class FloodLimit {
  #windowEndsAtMs = 0;
  #total = 0;
  #counts = new Map<string, Flood & { count: number }>();

  /** Whether to keep the event, and what the minute before left out, told with the first event after it. */
  admit(entry: AuditEntry, clientAddress: string | undefined, nowMs: number): { keep: boolean; floods: Flood[] } {
    const floods = nowMs >= this.#windowEndsAtMs ? this.#startWindow(nowMs) : [];
    if (entry.outcome === "success" || entry.userId !== undefined) return { keep: true, floods };
    const key = `${entry.type} ${clientAddress}`;
    let caller = this.#counts.get(key);
    if (!caller) {
      // A flood from more addresses than the total allows is one flood: its callers needn't be told apart.
      const address = this.#counts.size < perMinute ? clientAddress : undefined;
      const shared = address === clientAddress ? key : entry.type;
      caller = this.#counts.get(shared) ?? { type: entry.type, clientAddress: address, suppressed: 0, count: 0 };
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
    return floods.map(({ type, clientAddress, suppressed }) => ({ type, clientAddress, suppressed }));
  }
}
