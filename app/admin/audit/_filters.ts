import type { SearchParams } from "../../_request.ts";
import { listFilters } from "../_list.ts";

const names = [
  "kind",
  "outcome",
  "user",
  "actor",
  "app",
  "provider",
  "session",
  "address",
  "reference",
  "from",
  "to",
  "after",
] as const;

export type AuditFilterValues = { [name in (typeof names)[number]]?: string };

export function auditFilters(searchParams: SearchParams): Promise<AuditFilterValues> {
  return listFilters(searchParams, names);
}

/** The filters as the operation takes them. Times of a form are in UTC and have no zone. */
export function auditInput(filters: AuditFilterValues) {
  const { after: _, outcome, from, to, ...same } = filters;
  const known: "success" | "failure" | undefined = outcome === "success" || outcome === "failure" ? outcome : undefined;
  return { ...same, outcome: known, from: from && inUtc(from), to: to && inUtc(to) };
}

/** `2026-11-30T14:05` and `2026-11-30` get what RFC 3339 wants; anything else stays, and is refused by the operation. */
function inUtc(text: string): string {
  if (/^\d{4}-\d\d-\d\d$/.test(text)) return `${text}T00:00:00Z`;
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d$/.test(text)) return `${text}:00Z`;
  return /T\d\d:\d\d:\d\d(\.\d+)?$/.test(text) ? `${text}Z` : text;
}
