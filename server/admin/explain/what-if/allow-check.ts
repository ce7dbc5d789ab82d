import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import type { JudgedPerson } from "#server/access/policy/decide-target.ts";
import type { TargetAllow } from "#server/config/access/access-settings.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import type { CheckedRule } from "#server/errors/checked-rule.ts";

/**
 * An `allow` with what it asks for; `refusal` is what it decided about the person. Without `allow` there is no rule.
 */
export function allowCheck(
  allow: TargetAllow | undefined,
  refusal: AccessRefusal | undefined,
  { setting, code, person }: { setting: string; code: ErrorCode; person: JudgedPerson | undefined },
): CheckedRule[] {
  if (allow === undefined) return [];
  if (refusal) return [{ ...refusal, about: "person", outcome: "refuses", code }];
  const { roles = [], groups = [], emails = [], emailDomains = [] } = allow;
  const needed = [...roles.map((role) => `role ${role}`), ...groups, ...emails, ...emailDomains];
  const had = person && [
    ...(roles.length > 0 ? person.roles.map((role) => `role ${role}`) : []),
    ...(groups.length > 0 ? person.allGroups : []),
    ...(emails.length + emailDomains.length > 0 ? person.verifiedEmails : []),
  ];
  return [{ rule: "allow", about: "person", outcome: "passes", code, setting, needed, had }];
}
