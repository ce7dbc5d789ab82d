import { type SearchParams, single } from "../_request.ts";

/** The filters of a list's address, by name; those that stand twice or are empty count as absent. */
export async function listFilters<Name extends string>(
  searchParams: SearchParams,
  names: readonly Name[],
): Promise<{ [name in Name]?: string }> {
  const given = await searchParams;
  const found: { [name in Name]?: string } = {};
  for (const name of names) {
    const value = single(given[name])?.trim();
    if (value) found[name] = value;
  }
  return found;
}

/** The address of the same list with other filters. */
export function listHref(path: string, filters: Readonly<Record<string, string | undefined>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(filters)) if (value) query.set(name, value);
  return query.size === 0 ? path : `${path}?${query}`;
}
