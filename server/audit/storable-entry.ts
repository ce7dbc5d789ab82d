import { cleanText } from "#server/http/clean-text.ts";
import type { AuditEntry } from "./audit-event.ts";

const longestText = 500;
const longestList = 100;

/**
 * An event as its row keeps it. Reasons, names and user agents are what others sent: cut, because rows stay for the whole
 * retention, and cleaned, because one text that PostgreSQL refuses would hold up every event behind it.
 */
export function storableEntry<Entry extends AuditEntry>(entry: Entry): Entry {
  return storable(entry) as Entry;
}

/** Any value of such a row: its texts cleaned and cut, its lists cut. */
export function storable(value: unknown): unknown {
  if (typeof value === "string") return cleanText(value.slice(0, longestText));
  if (Array.isArray(value)) return value.slice(0, longestList).map(storable);
  if (typeof value !== "object" || value === null || value instanceof Date) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [cleanText(name), storable(member)]));
}
