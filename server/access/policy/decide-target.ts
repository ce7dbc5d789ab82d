import type { TargetAllow } from "#server/config/access/access-settings.ts";
import type { AccessRefusal } from "./access-refusal.ts";
import { isInDomains, isListedAddress } from "./address-rules.ts";

/** What decides about an app, a host or an API: of all sign-in methods of a person. */
export interface JudgedPerson {
  roles: readonly string[];
  /** Each with its provider: corp:staff. */
  allGroups: readonly string[];
  verifiedEmails: readonly string[];
}

/** Whether `allow` lets a person use something: one of its rules must hold, and without it everyone may. Pure. */
export function decideTarget(
  allow: TargetAllow | undefined,
  person: JudgedPerson,
  setting: string,
): AccessRefusal | undefined {
  if (allow === undefined || holds(allow, person)) return undefined;
  const { roles = [], groups = [], emails = [], emailDomains = [] } = allow;
  return {
    rule: "allow",
    setting,
    needed: [...roles.map((role) => `role ${role}`), ...groups, ...emails, ...emailDomains],
    had: [
      ...(roles.length > 0 ? person.roles.map((role) => `role ${role}`) : []),
      ...(groups.length > 0 ? person.allGroups : []),
      ...(emails.length + emailDomains.length > 0 ? person.verifiedEmails : []),
    ],
  };
}

function holds({ roles = [], groups = [], emails = [], emailDomains = [] }: TargetAllow, person: JudgedPerson) {
  return (
    person.roles.some((role) => roles.includes(role)) ||
    person.allGroups.some((group) => groups.includes(group)) ||
    person.verifiedEmails.some((email) => isListedAddress(email, emails) || isInDomains(email, emailDomains))
  );
}
