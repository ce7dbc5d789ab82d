import { type Attributes, type AttributeValue, mostAttributeBytes } from "#server/claims/attribute-value.ts";
import { claimedAttributes, longestText } from "#server/claims/claimed-attributes.ts";
import type { ClaimedAttributes } from "#server/claims/person-attributes.ts";
import type { AttributeSource } from "#server/config/providers/attribute-schema.ts";
import { compileClaimPath } from "#server/config/providers/claim-path.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import { isCleanText } from "#server/http/clean-text.ts";
import { readGroups } from "./read-groups.ts";

type Claims = Readonly<Record<string, unknown>>;

/** The settings' mapping of a provider. */
export type Mapping = Pick<ProviderSettings, "groupsClaim" | "attributes">;

export interface MappedClaims {
  /** Standard attributes that the mapping names and the claims have, read as the portal reads its own. */
  standard: Partial<ClaimedAttributes>;
  attributes: Attributes;
  groups: readonly string[];
  /** What could not be taken, each with why; for the log. */
  leftOut: Readonly<Record<string, string>>;
}

/** The claim by which the portal reads a mapped standard attribute. */
const claimOf = {
  displayName: "name",
  username: "preferred_username",
  email: "email",
  pictureUrl: "picture",
  locale: "locale",
} as const;

const longestValue = 1024;
const mostItems = 200;

/**
 * What a provider's mapping makes of its claims. Pure.
 *
 * What is too long, no clean text, or of no kind that can be kept is left out whole: the rest of it could mean something else.
 * An address that the mapping names counts as unverified, unless it is the one that the provider's dialect found verified.
 */
export function mapClaims({ groupsClaim, attributes = {} }: Mapping, claims: Claims): MappedClaims {
  const leftOut: Record<string, string> = {};
  const own: Record<string, AttributeValue> = {};
  let standard: Partial<ClaimedAttributes> = {};
  let bytes = 0;
  const { groups: groupsSource, ...others } = attributes;
  const groups =
    groupsSource === undefined
      ? readGroups(groupsClaim, claims)
      : readGroups("groups", { groups: firstOf(groupsSource, claims), _claim_names: claims["_claim_names"] });
  if (groups.leftOut !== undefined) leftOut["groups"] = groups.leftOut;
  for (const [name, source] of Object.entries(others)) {
    const found = firstOf(source, claims);
    if (isStandard(name)) {
      standard = { ...standard, ...readStandard(name, found) };
      continue;
    }
    const value = keptValue(found);
    const length = value === undefined ? 0 : Buffer.byteLength(JSON.stringify(value));
    if (value === undefined || bytes + length > mostAttributeBytes) {
      if (found !== undefined) leftOut[name] = value === undefined ? unusable : "all attributes together are too long";
      continue;
    }
    bytes += length;
    own[name] = value;
  }
  return { standard, attributes: own, groups: groups.groups, leftOut };
}

const unusable = `no text, number, yes or no, or list of up to ${mostItems} texts; or longer than ${longestValue} characters`;

function firstOf(source: AttributeSource, claims: Claims): unknown {
  for (const one of Array.isArray(source) ? source : [source]) {
    const value = typeof one === "string" ? compileClaimPath(one)(claims) : one.value;
    const isEmpty =
      value === undefined || value === null || value === "" || (Array.isArray(value) && value.length === 0);
    if (!isEmpty) return value;
  }
  return undefined;
}

function isStandard(name: string): name is keyof typeof claimOf {
  return Object.hasOwn(claimOf, name);
}

function readStandard(name: keyof typeof claimOf, value: unknown): Partial<ClaimedAttributes> {
  const only = Array.isArray(value) && value.length === 1 ? value[0] : value;
  const read = claimedAttributes({ [claimOf[name]]: only });
  return read[name] === undefined ? {} : { [name]: read[name] };
}

function keptValue(value: unknown): AttributeValue | undefined {
  if (typeof value === "boolean") return value;
  if (typeof value === "number") return Number.isFinite(value) ? value : undefined;
  if (typeof value === "string") return isCleanText(value) && value.length <= longestValue ? value : undefined;
  if (!Array.isArray(value) || value.length > mostItems) return undefined;
  const texts = value.map((item: unknown) =>
    typeof item === "number" || typeof item === "boolean" ? `${item}` : item,
  );
  const isText = (item: unknown): item is string =>
    typeof item === "string" && item.length <= longestText && isCleanText(item);
  return texts.every(isText) ? [...new Set(texts)] : undefined;
}
