import type { AccountControl, EndWithAccount } from "#server/accounts/account-control.ts";
import { createPersonDirectory } from "#server/accounts/directory/create-person-directory.ts";
import { createPersonDirectoryStore } from "#server/accounts/directory/person-directory-store.ts";
import { createPersonExportStore } from "#server/accounts/directory/person-export-store.ts";
import { createPersonRemoval } from "#server/accounts/directory/person-removal.ts";
import { createPersonRemovalStore } from "#server/accounts/directory/person-removal-store.ts";
import type { KeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { createAuditSearchStore } from "#server/audit/search/audit-search-store.ts";
import { createAuditSearch } from "#server/audit/search/create-audit-search.ts";
import type { AuthorizationServer } from "#server/authorization-server/authorization-server.ts";
import { createGrantDirectory } from "#server/authorization-server/connected-apps/create-grant-directory.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import { createSessionDirectory } from "#server/sessions/directory/create-session-directory.ts";
import { createSessionDirectoryStore } from "#server/sessions/directory/session-directory-store.ts";
import type { SessionUpkeep, SessionVault } from "#server/sessions/session-vault.ts";

export interface PeopleServicesDeps {
  settings: Pick<Settings, "session">;
  catalog: Pick<Catalog, "clients">;
  database: Database;
  vault: SessionVault & SessionUpkeep;
  authorizationServer: Pick<AuthorizationServer, "settleEndingsOf">;
  accountControl: AccountControl;
  endsWithAccount: readonly EndWithAccount[];
  keepAnAdmin: KeepAnAdmin;
  audit: AuditLog;
}

/** What the administration knows and does about people, their sessions and grants, and the audit log. */
export function createPeopleServices(
  deps: PeopleServicesDeps,
): Pick<AdminServices, "people" | "personRemoval" | "personExport" | "sessions" | "grants" | "auditSearch"> {
  const { settings, catalog, database, vault, audit } = deps;
  return {
    people: createPersonDirectory(createPersonDirectoryStore(database)),
    personRemoval: createPersonRemoval({
      control: deps.accountControl,
      store: createPersonRemovalStore(database),
      ends: deps.endsWithAccount,
      endWithIdentity: vault.endWithIdentity,
      settleEndingsOf: deps.authorizationServer.settleEndingsOf,
      keepAnAdmin: deps.keepAnAdmin,
      audit,
    }),
    personExport: createPersonExportStore(database),
    sessions: createSessionDirectory({ store: createSessionDirectoryStore(database), vault, settings }),
    grants: createGrantDirectory({ catalog, database, audit }),
    auditSearch: createAuditSearch(createAuditSearchStore(database), audit),
  };
}
