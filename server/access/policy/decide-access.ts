import type { AccessRules } from "#server/config/access/access-settings.ts";
import { accessSetting } from "#server/config/access/settle-access.ts";
import type { AccessRefusal } from "./access-refusal.ts";
import { isInDomains, isListedAddress } from "./address-rules.ts";
import type { JudgedIdentity } from "./provider-facts.ts";

const lists = ["emailDomains", "emails", "groups"] as const;

/**
 * Whether the portal's policy lets an identity in: one of its rules must hold, and without rules everyone passes. Pure.
 *
 * An address counts only verified, because at some providers a person can enter another's.
 */
export function decideAccess(rules: AccessRules, identity: JudgedIdentity): AccessRefusal | undefined {
  const given = lists.filter((list) => rules[list].length > 0);
  const [first] = given;
  if (first === undefined || given.some((list) => holds(list, rules, identity))) return undefined;
  return {
    rule: "access",
    setting: given.map((list) => accessSetting(rules.source, list)).join(" or "),
    needed: given.flatMap((list) => rules[list]),
    had: [...(identity.verifiedEmail === null ? [] : [identity.verifiedEmail]), ...identity.groups],
    ...(identity.verifiedEmail === null && first !== "groups" ? { note: "the person has no verified address" } : {}),
  };
}

function holds(
  list: (typeof lists)[number],
  rules: AccessRules,
  { verifiedEmail: email, groups }: JudgedIdentity,
): boolean {
  if (list === "groups") return groups.some((group) => rules.groups.includes(group));
  if (email === null) return false;
  return list === "emails" ? isListedAddress(email, rules.emails) : isInDomains(email, rules.emailDomains);
}
