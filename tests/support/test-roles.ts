import { createRoleService } from "#server/accounts/roles/create-role-service.ts";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createRoleAssignmentStore } from "#server/accounts/roles/role-assignment-store.ts";
import type { RoleService } from "#server/accounts/roles/role-service.ts";
import { createMakerReach } from "#server/admin/roles/maker-reach.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { createCatalog } from "#server/catalog/create-catalog.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import { testPeople } from "./test-people.ts";
import { testSettings } from "./test-settings.ts";

const unrecorded: AuditLog = { record: () => {}, flush: async () => {} };

/** Roles in this database as a portal with these settings has them. */
export function testRoles(
  database: Database,
  settings: LoadedSettings = testSettings(),
  audit: AuditLog = unrecorded,
): RoleService {
  const store = createRoleAssignmentStore(database);
  const people = testPeople(settings);
  const catalog = createCatalog(settings);
  const keepAnAdmin = createKeepAnAdmin({ settings, catalog, people });
  const roles: RoleService = createRoleService({
    settings,
    store,
    people,
    catalog,
    keepAnAdmin,
    rolesWithinReach: createMakerReach({
      rolesOf: (userId) => roles.rolesOf(userId),
      permissionsOfRole: (role) => roles.permissionsOf(role),
      clients: catalog.clients,
    }),
    audit,
  });
  return roles;
}
