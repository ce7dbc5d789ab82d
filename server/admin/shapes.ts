import { isIP } from "node:net";
import { z } from "zod";
import type { EndedCounts } from "#server/database/ended-counts.ts";

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

const howMany = z.number().int();

/** How much of each kind an act ended, as each operation that ends something answers it. What the act doesn't count is 0. */
export const ended = z.object({
  sessions: howMany,
  grants: howMany.describe("Access of apps to people's accounts."),
  accessTokens: howMany,
  refreshTokens: howMany,
  providerTokens: howMany.describe("Tokens of providers, which are revoked there."),
});

export type Ended = z.output<typeof ended>;

/** The counts of a transaction in the words of the administration. */
export function endedOf(counts: EndedCounts): Ended {
  const { sessions = 0, apps = 0, grants = 0, access_tokens = 0, refresh_tokens = 0, upstream_tokens = 0 } = counts;
  return {
    sessions,
    grants: apps + grants,
    accessTokens: access_tokens,
    refreshTokens: refresh_tokens,
    providerTokens: upstream_tokens,
  };
}

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
