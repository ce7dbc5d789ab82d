import { createAccessPolicyStore } from "#server/access/access-policy-store.ts";
import { createAccessPolicy } from "#server/access/create-access-policy.ts";
import { createInvitationStore } from "#server/access/invitations/invitation-store.ts";
import { createInvitations } from "#server/access/invitations/invitations.ts";
import { createInvitationAcceptance } from "#server/accounts/accept-invitation.ts";
import { createAccountStore } from "#server/accounts/account-store.ts";
import { type Accounts, createAccounts } from "#server/accounts/create-accounts.ts";
import { createPersonReader } from "#server/accounts/person/person-reader.ts";
import { createRoleService } from "#server/accounts/roles/create-role-service.ts";
import { createKeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { createRoleAssignmentStore } from "#server/accounts/roles/role-assignment-store.ts";
import type { RoleService } from "#server/accounts/roles/role-service.ts";
import { createMakerReach, type MakerReach } from "#server/admin/roles/maker-reach.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { AuditStore } from "#server/audit/audit-store.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { LoadedSettings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";

export interface AccountServicesDeps {
  settings: LoadedSettings;
  catalog: Catalog;
  database: Database;
  auditStore: AuditStore;
  audit: AuditLog;
}

export type AccountServices = Awaited<ReturnType<typeof createAccountServices>>;

/** People: who may sign in, their roles, invitations and accounts. */
export async function createAccountServices({ settings, catalog, database, auditStore, audit }: AccountServicesDeps) {
  const accountStore = createAccountStore(database);
  const policyStore = createAccessPolicyStore(database);
  const policy = createAccessPolicy({ settings, catalog, database: { store: policyStore, notify: database.notify } });
  await policy.refresh();
  const people = createPersonReader({ settings, catalog, policy });
  const keepAnAdmin = createKeepAnAdmin({ settings, catalog, people });
  const rolesWithinReach = createMakerReach({
    rolesOf: async (userId) => (await accounts.findPerson(userId))?.person.roles ?? [],
    permissionsOfRole: (role) => roles.permissionsOf(role),
    clients: catalog.clients,
  });
  const store = createRoleAssignmentStore(database);
  const roles: RoleService = createRoleService({
    settings,
    store,
    people,
    catalog,
    keepAnAdmin,
    rolesWithinReach,
    audit,
  });
  const { invitations, acceptance } = createInvitationServices({ settings, database, roles, rolesWithinReach, audit });
  const accounts: Accounts = createAccounts({
    catalog,
    store: accountStore,
    roles,
    people,
    acceptance,
    auditStore,
    audit,
  });
  return { accountStore, policyStore, policy, people, keepAnAdmin, roles, invitations, accounts };
}

interface InvitationServicesDeps extends Pick<AccountServicesDeps, "settings" | "database" | "audit"> {
  roles: RoleService;
  rolesWithinReach: MakerReach;
}

function createInvitationServices({ settings, database, roles, rolesWithinReach, audit }: InvitationServicesDeps) {
  const store = createInvitationStore(database);
  const invitations = createInvitations({
    publicUrl: settings.publicUrl,
    store,
    roles: () => roles.definitions().map(({ name }) => name),
  });
  const { transaction } = database;
  const acceptance = createInvitationAcceptance({ invitations, store, roles, rolesWithinReach, transaction, audit });
  return { invitations, acceptance };
}
