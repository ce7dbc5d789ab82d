import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import type { AccessConfig } from "./access-schema.ts";
import { type AccessSettings, type AccessSource, unsetAccess } from "./access-settings.ts";
import { variableOf } from "./access-variables.ts";
import { type AllowContext, settleGroups } from "./settle-allow.ts";

/** How a rule is called where it was written, for mistakes, logs and the page of a policy. */
export function accessSetting(source: AccessSource, member: keyof typeof variableOf): string {
  if (source === "environment") return variableOf[member];
  return source === "database" ? `policy.${member}` : `access.${member}`;
}

/**
 * The policy as it is compared with: one place says it, groups have their provider's prefix.
 *
 * A policy that says nothing, such as `{ signUp: "open" }`, is a mistake, because it reads like a restriction.
 */
export function settleAccess(
  { file, environment }: { file: AccessConfig; environment: AccessConfig },
  context: AllowContext,
  mistakes: SettingsMistake[],
): AccessSettings {
  if (file !== undefined && environment !== undefined) {
    mistakes.push({
      setting: "access",
      problem: "portico.config.ts and the environment (PORTICO_ACCESS…) both say who may sign in.",
      fix: "Keep one of them.",
    });
  }
  const said = file ?? environment;
  if (said === undefined) return unsetAccess;
  const source = file !== undefined ? "file" : "environment";
  if (said === "everyone") return { ...unsetAccess, source };
  const { emailDomains = [], emails = [], groups = [], signUp, askWhom } = said;
  const isEmpty = emailDomains.length + emails.length + groups.length === 0;
  if (isEmpty && signUp === "open") {
    mistakes.push({
      setting: source === "file" ? "access" : accessSetting(source, "signUp"),
      problem: "It names no rule, so everyone could sign in.",
      fix: "Name emailDomains, emails or groups, or write “everyone” if you mean that.",
    });
  }
  const setting = accessSetting(source, "groups");
  return {
    source,
    emailDomains,
    emails,
    groups: settleGroups(groups, setting, context, mistakes),
    signUp,
    askWhom,
  };
}
