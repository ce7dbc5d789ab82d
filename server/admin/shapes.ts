import { isIP } from "node:net";
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

/** `203.0.113.7`, `2001:db8::/32`: what PostgreSQL reads as an inet, so that a mistake is the caller's and not the database's. */
export const addressOrNetwork = z
  .string()
  .max(60)
  .refine(isAddressOrNetwork, "It is no IP address and no network such as 203.0.113.0/24")
  .describe("An IP address, or a network such as 203.0.113.0/24");

function isAddressOrNetwork(text: string): boolean {
  const [address = "", bits, ...rest] = text.split("/");
  const version = address.includes("%") ? 0 : isIP(address);
  if (version === 0 || rest.length > 0) return false;
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128));
}
