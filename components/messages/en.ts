import { account } from "./en/account.ts";
import { activity } from "./en/activity.ts";
import { adminAllow } from "./en/admin-allow.ts";
import { adminApi } from "./en/admin-api.ts";
import { adminApps } from "./en/admin-apps.ts";
import { adminAudit } from "./en/admin-audit.ts";
import { adminCatalog } from "./en/admin-catalog.ts";
import { adminContain } from "./en/admin-contain.ts";
import { adminEntries } from "./en/admin-entries.ts";
import { adminExplain } from "./en/admin-explain.ts";
import { adminKeys } from "./en/admin-keys.ts";
import { adminLimits } from "./en/admin-limits.ts";
import { adminParts } from "./en/admin-parts.ts";
import { adminPeople } from "./en/admin-people.ts";
import { adminPolicy } from "./en/admin-policy.ts";
import { adminRoles } from "./en/admin-roles.ts";
import { adminSessions } from "./en/admin-sessions.ts";
import { adminShell } from "./en/admin-shell.ts";
import { adminSystem } from "./en/admin-system.ts";
import { adminTest } from "./en/admin-test.ts";
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
