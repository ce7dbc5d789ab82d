import { z } from "zod";

/** An id of a person, session or grant. */
export const uuid = z.uuid();

/** RFC 3339, in UTC. */
export const time = z.iso.datetime();

/** What every list takes: where it goes on, and how long a page is. */
export const pageInput = {
  after: z.string().max(500).optional().describe("The `next` of the page before."),
  limit: z.coerce.number().int().min(1).max(200).default(50),
};

/** A page of a list; `next` is `null` on the last one. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), next: z.string().nullable() });
}

/** How much of each kind an act ended. */
export const counts = z.record(z.string(), z.number().int());
