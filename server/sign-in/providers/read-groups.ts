import { isCleanText } from "#server/http/clean-text.ts";

const mostGroups = 200;
const longestName = 128;

export interface ReadGroups {
  groups: string[];
  /** Why some or all that the provider named are missing, for the log. */
  leftOut: string | undefined;
}

/**
 * The person's groups as a provider's claim lists them: strings, each once; nothing when no claim is configured. Pure.
 *
 * A name with a comma is left out, since groups are handed on separated by commas: else one called "guests,admins" would
 * make its members administrators. So is one with control characters, or with halves of surrogate pairs. Too many at once are none at all rather than some:
 * which of them it was could not be known.
 */
export function readGroups(claim: string | undefined, claims: Readonly<Record<string, unknown>>): ReadGroups {
  if (claim === undefined) return { groups: [], leftOut: undefined };
  const said = Object.hasOwn(claims, claim) ? claims[claim] : undefined;
  const listed: readonly unknown[] = typeof said === "string" ? [said] : Array.isArray(said) ? said : [];
  const groups = [...new Set(listed.filter(isGroupName))];
  if (groups.length > mostGroups) {
    return { groups: [], leftOut: `all ${groups.length}: more than ${mostGroups}` };
  }
  if (said === undefined && namesClaimElsewhere(claim, claims)) {
    return { groups, leftOut: "all: the provider sent a link in place of the list, because it is too long" };
  }
  const unusable = listed.filter((value) => !isGroupName(value)).length;
  const why = `${unusable}: no text, longer than ${longestName} characters, or with a comma or a control character`;
  return { groups, leftOut: unusable > 0 ? why : undefined };
}

/** OpenID Connect Core §5.6.2 (distributed claims): what Entra ID does beyond 200 groups. */
function namesClaimElsewhere(claim: string, { _claim_names: names }: Readonly<Record<string, unknown>>): boolean {
  return typeof names === "object" && names !== null && Object.hasOwn(names, claim);
}

function isGroupName(value: unknown): value is string {
  if (typeof value !== "string" || !isCleanText(value)) return false;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is left out here
  return value.length <= longestName && /^[^\s,][^,\u0000-\u001f\u007f]*$/.test(value);
}
