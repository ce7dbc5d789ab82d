import { account } from "./de/account.ts";
import { activity } from "./de/activity.ts";
import { adminAllow } from "./de/admin/admin-allow.ts";
import { adminApi } from "./de/admin/admin-api.ts";
import { adminApps } from "./de/admin/admin-apps.ts";
import { adminAudit } from "./de/admin/admin-audit.ts";
import { adminCatalog } from "./de/admin/admin-catalog.ts";
import { adminContain } from "./de/admin/admin-contain.ts";
import { adminEntries } from "./de/admin/admin-entries.ts";
import { adminExplain } from "./de/admin/admin-explain.ts";
import { adminKeys } from "./de/admin/admin-keys.ts";
import { adminLimits } from "./de/admin/admin-limits.ts";
import { adminParts } from "./de/admin/admin-parts.ts";
import { adminPeople } from "./de/admin/admin-people.ts";
import { adminPolicy } from "./de/admin/admin-policy.ts";
import { adminRoles } from "./de/admin/admin-roles.ts";
import { adminSessions } from "./de/admin/admin-sessions.ts";
import { adminShell } from "./de/admin/admin-shell.ts";
import { adminSystem } from "./de/admin/admin-system.ts";
import { adminTest } from "./de/admin/admin-test.ts";
import { connectedApps } from "./de/connected-apps.ts";
import { consent } from "./de/consent.ts";
import { device } from "./de/device.ts";
import { errors } from "./de/errors.ts";
import { failure } from "./de/failure.ts";
import { home } from "./de/home.ts";
import { invitation } from "./de/invitation.ts";
import { playground } from "./de/playground.ts";
import { scopes } from "./de/scopes.ts";
import { shell } from "./de/shell.ts";
import { signIn } from "./de/sign-in.ts";
import type { MessageKey } from "./en.ts";

export const de: Record<MessageKey, string> = {
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
};

export const germanErrors = errors;
