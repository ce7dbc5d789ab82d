import { account } from "./en/account.ts";
import { activity } from "./en/activity.ts";
import { adminAllow } from "./en/admin/admin-allow.ts";
import { adminApi } from "./en/admin/admin-api.ts";
import { adminApps } from "./en/admin/admin-apps.ts";
import { adminAudit } from "./en/admin/admin-audit.ts";
import { adminCatalog } from "./en/admin/admin-catalog.ts";
import { adminContain } from "./en/admin/admin-contain.ts";
import { adminEntries } from "./en/admin/admin-entries.ts";
import { adminExplain } from "./en/admin/admin-explain.ts";
import { adminKeys } from "./en/admin/admin-keys.ts";
import { adminLimits } from "./en/admin/admin-limits.ts";
import { adminParts } from "./en/admin/admin-parts.ts";
import { adminPeople } from "./en/admin/admin-people.ts";
import { adminPolicy } from "./en/admin/admin-policy.ts";
import { adminRoles } from "./en/admin/admin-roles.ts";
import { adminSessions } from "./en/admin/admin-sessions.ts";
import { adminShell } from "./en/admin/admin-shell.ts";
import { adminSystem } from "./en/admin/admin-system.ts";
import { adminTest } from "./en/admin/admin-test.ts";
import { connectedApps } from "./en/connected-apps.ts";
import { consent } from "./en/consent.ts";
import { device } from "./en/device.ts";
import { errors } from "./en/errors.ts";
import { failure } from "./en/failure.ts";
import { home } from "./en/home.ts";
import { invitation } from "./en/invitation.ts";
import { playground } from "./en/playground.ts";
import { scopes } from "./en/scopes.ts";
import { shell } from "./en/shell.ts";
import { signIn } from "./en/sign-in.ts";

/** English: the source of all keys. ICU message syntax. */
export const en = {
  ...shell,
  ...home,
  ...signIn,
  ...invitation,
  ...consent,
  ...device,
  ...connectedApps,
  ...account,
  ...activity,
  ...playground,
  ...scopes,
  ...failure,
  ...adminShell,
  ...adminExplain,
  ...adminContain,
  ...adminCatalog,
  ...adminEntries,
  ...adminApps,
  ...adminAllow,
  ...adminPolicy,
  ...adminRoles,
  ...adminKeys,
  ...adminTest,
  ...adminParts,
  ...adminPeople,
  ...adminSessions,
  ...adminAudit,
  ...adminSystem,
  ...adminLimits,
  ...adminApi,
} as const;

export type MessageKey = keyof typeof en;
export const englishErrors = errors;
