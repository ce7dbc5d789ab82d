import type { Attributes, AttributeValue } from "./attribute-value.ts";
import type { ClaimPlace, ClaimRule } from "./claim-rule.ts";
import { splitGroup } from "./qualified-group.ts";
import { addressScope, type Person } from "./told-claims.ts";

/** A person as rules read them. */
export interface ReleasablePerson extends Person {
  readonly attributes: Attributes;
  readonly roles: readonly string[];
  /** Each with its provider: corp:staff. */
  readonly allGroups: readonly `${string}:${string}`[];
  /** The same as apps are told: bare names where one provider gives groups. */
  readonly groupNames: readonly string[];
}

export interface Released {
  claims: Record<string, AttributeValue>;
  /** Claims that are left out because they are too long. */
  cut: readonly string[];
}

/** One claim, as JSON; and all of a token or answer together, so that it fits where it goes. */
const mostClaimBytes = 8_000;
const mostBytes: Readonly<Record<ClaimPlace, number>> = {
  id_token: 16_000,
  userinfo: 64_000,
  access_token: 4_000,
  introspection: 16_000,
  forward_auth: 4_000,
  bff_user: 64_000,
};

/**
 * The claims that go to a place. Pure.
 *
 * `scopes` are those that the person allowed the app; `undefined` where no app asks (forward auth, the portal's own frontends).
 * A claim that is too long is left out whole: which part of a list is missing could not be known.
 */
export function releaseClaims(
  rules: readonly ClaimRule[],
  place: ClaimPlace,
  person: ReleasablePerson,
  scopes: ReadonlySet<string> | undefined,
): Released {
  // Without a prototype, because a claim may be called constructor.
  const claims: Record<string, AttributeValue> = Object.create(null);
  const cut: string[] = [];
  let bytes = 0;
  for (const rule of rules) {
    if (!rule.in.includes(place) || (scopes && !scopes.has(rule.scope))) continue;
    const value = releasedValue(rule, person, scopes);
    if (value === undefined) continue;
    const length = Buffer.byteLength(JSON.stringify(value));
    if (length > mostClaimBytes || bytes + length > mostBytes[place]) {
      cut.push(rule.claim);
      continue;
    }
    bytes += length;
    claims[rule.claim] = value;
  }
  return { claims, cut };
}

function releasedValue(
  rule: ClaimRule,
  person: ReleasablePerson,
  scopes: ReadonlySet<string> | undefined,
): AttributeValue | undefined {
  const raw = rule.value ?? attributeOf(rule, person);
  if (raw === undefined) return undefined;
  // An address is released with the scope for addresses only, under whatever name.
  const isHidden = scopes !== undefined && !scopes.has(addressScope) && isAddress(rule.from, raw);
  return isHidden ? undefined : shaped(rule, raw);
}

function isAddress(from: string, value: AttributeValue): boolean {
  return from === "email" || (from === "username" && String(value).includes("@"));
}

function attributeOf(rule: ClaimRule, person: ReleasablePerson): AttributeValue | undefined {
  const { from, provider } = rule;
  if (from === "groups") {
    if (provider === undefined) return person.groupNames;
    return person.allGroups.map(splitGroup).flatMap((group) => (group.providerId === provider ? [group.name] : []));
  }
  if (from === "roles") return person.roles;
  // Apps take an address for who this is.
  if (from === "email") return person.emailVerified ? person.email : undefined;
  if (isStandardAttribute(from)) return person[from];
  return Object.hasOwn(person.attributes, from) ? person.attributes[from] : undefined;
}

const standardAttributes = ["userId", "displayName", "username", "pictureUrl", "locale"] as const;

function isStandardAttribute(name: string): name is (typeof standardAttributes)[number] {
  return (standardAttributes as readonly string[]).includes(name);
}

function shaped(rule: ClaimRule, value: AttributeValue): AttributeValue | undefined {
  const { startsWith = "", strip = false, prefix = "", format } = rule;
  if (typeof value === "number" || typeof value === "boolean") return prefix === "" ? value : `${prefix}${value}`;
  const one = (text: string) =>
    text.startsWith(startsWith) ? [`${prefix}${strip ? text.slice(startsWith.length) : text}`] : [];
  if (typeof value === "string") return one(value)[0];
  const list = value.flatMap(one);
  return format === "comma" ? list.join(",") : list;
}
