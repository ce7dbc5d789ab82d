import type { Invitations } from "#server/access/invitations/invitations.ts";
import type { PolicyControl } from "#server/accounts/access/policy-control.ts";
import type { AccountControl } from "#server/accounts/account-control.ts";
import type { PersonDirectory } from "#server/accounts/directory/person-directory.ts";
import type { PersonExportStore } from "#server/accounts/directory/person-export-store.ts";
import type { PersonRemoval } from "#server/accounts/directory/person-removal.ts";
import type { PeopleFinder } from "#server/accounts/people-finder-store.ts";
import type { RoleService } from "#server/accounts/roles/role-service.ts";
import type { AuditSearch } from "#server/audit/search/audit-search.ts";
import type { RegisteredClientDirectory } from "#server/authorization-server/clients/registered-client-directory-store.ts";
import type { GrantDirectory } from "#server/authorization-server/connected-apps/grant-directory.ts";
import type { SigningKeyControl } from "#server/authorization-server/signing-keys/signing-key-control.ts";
import type { ManagedCatalog } from "#server/catalog/managed/managed-catalog.ts";
import type { SetUpExchange } from "#server/catalog/managed/set-up/set-up-exchange.ts";
import type { SessionDirectory } from "#server/sessions/directory/session-directory.ts";
import type { SignIn } from "#server/sign-in/create-sign-in.ts";
import type { ClientUsageService } from "./clients/client-usage.ts";
import type { Containment } from "./contain/create-containment.ts";
import type { ReferenceExplainer } from "./explain/explain-reference.ts";
import type { WhatIf } from "./explain/what-if/create-what-if.ts";
import type { LimitsService } from "./limits/limits.ts";
import type { SystemService } from "./system/system.ts";

/** What operations call; each service stands in its own room and is handed in by compose. */
export interface AdminServices {
  accountControl: Pick<AccountControl, "disable" | "enable">;
  signingKeys: SigningKeyControl;
  containment: Omit<Containment, "close" | "look">;
  explain: { reference: ReferenceExplainer; whatIf: WhatIf };
  peopleFinder: PeopleFinder;
  people: PersonDirectory;
  personRemoval: PersonRemoval;
  personExport: PersonExportStore;
  sessions: SessionDirectory;
  grants: GrantDirectory;
  auditSearch: AuditSearch;
  managedCatalog: ManagedCatalog;
  checkProviders: SignIn["checkProviders"];
  setUp: SetUpExchange;
  /** Without a trailing slash. */
  publicUrl: string;
  policy: PolicyControl;
  invitations: Pick<Invitations, "create" | "list" | "revoke">;
  clientUsage: ClientUsageService;
  registeredClients: RegisteredClientDirectory;
  system: SystemService;
  limits: Pick<LimitsService, "list" | "lift">;
  roles: RoleService;
}
