import { type EntryOf, entrySchemas } from "./entry-kinds.ts";

const lists = ["scopes", "resources", "grantTypes", "redirectUris"] as const satisfies (keyof EntryOf<"clients">)[];
const demands = ["requireDpop", "certificateBoundTokens"] as const satisfies (keyof EntryOf<"clients">)[];

/** Whether a client may do less than before, or must do more for it, so that a token from before may say too much. */
export function isNarrowed(before: unknown, after: unknown): boolean {
  const [was, is] = [before, after].map((entry) => entrySchemas.clients.safeParse(entry).data);
  if (!was || !is) return true;
  return (
    lists.some((field) => {
      const left: readonly string[] = is[field];
      return was[field].some((member) => !left.includes(member));
    }) || demands.some((field) => is[field] && !was[field])
  );
}
