import { isCleanText } from "#server/http/clean-text.ts";

const mostGroups = 200;
const longestName = 128;

/**
 * The person's groups as a provider's claim lists them: strings, each once; nothing when no claim is configured. Pure.
 *
 * A name with a comma is left out, since groups are handed on separated by commas: else one called "guests,admins" would
 * make its members administrators. So is one with control characters, or with halves of surrogate pairs. Too many at once are none at all rather than some:
 * nobody could tell which.
 */
export function readGroups(claim: string | undefined, claims: Readonly<Record<string, unknown>>): string[] {
  const said = claim === undefined || !Object.hasOwn(claims, claim) ? undefined : claims[claim];
  const listed = (typeof said === "string" ? [said] : Array.isArray(said) ? said : []).filter(isGroupName);
  const groups = [...new Set(listed)];
  return groups.length > mostGroups ? [] : groups;
}

function isGroupName(value: unknown): value is string {
  if (typeof value !== "string" || !isCleanText(value)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is left out here
  return value.length <= longestName && /^[^\s,][^,\u0000-\u001f\u007f]*$/.test(value);
}
