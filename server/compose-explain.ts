import type { SignInOutlook } from "#server/accounts/account-service.ts";
import type { AccountStore } from "#server/accounts/account-store.ts";
import { createPeopleFinder } from "#server/accounts/people-finder-store.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import { createSignInDryRun } from "#server/accounts/sign-in-dry-run.ts";
import type { AdminServices } from "#server/admin/admin-services.ts";
import { createReferenceExplainer } from "#server/admin/explain/explain-reference.ts";
import { createWhatIf } from "#server/admin/explain/what-if/create-what-if.ts";
import type { RefusalStore } from "#server/audit/refusals/refusal-store.ts";
import type { AuthorizationServer } from "#server/authorization-server/authorization-server.ts";
import type { BffDryRun } from "#server/bff/calls/bff-dry-run.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { ManagedCatalog } from "#server/catalog/managed/managed-catalog.ts";
import { createSettingOrigins } from "#server/config/origins/setting-origin.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import { createForwardAuthDryRun } from "#server/forward-auth/forward-auth-dry-run.ts";
import { imagineSession } from "#server/sessions/imagine-session.ts";

export interface ExplainServicesDeps {
  settings: Settings;
  catalog: Catalog;
  managedCatalog: ManagedCatalog;
  database: Database;
  refusals: RefusalStore;
  accountStore: AccountStore;
  accounts: SignInOutlook;
  people: PersonReader;
  authorizationServer: Pick<AuthorizationServer, "dryRun" | "ownTokens">;
  bff: BffDryRun;
  /** Writes what is under way. */
  flush(): Promise<void>;
}

/**
 * Explains refusals by their reference, and runs requests without their effects (what-if).
 *
 * Shape:  reads settings, catalog, policy and database at each question, so that the answer is of this moment; keeps nothing.
 * Units:  `keptDays` in days (`refusalRetentionDays`).
 * Errors: none here; those of the questions are at `ReferenceExplainer` and `WhatIf`.
 */
export function createExplainServices(deps: ExplainServicesDeps): AdminServices["explain"] {
  const { settings, catalog, managedCatalog, database, people, accounts, authorizationServer } = deps;
  const originOf = createSettingOrigins({
    settings,
    isStored: (noun, key) => catalog[noun].originOf(key) === "database",
  });
  return {
    reference: createReferenceExplainer({
      refusals: deps.refusals,
      query: database.query,
      catalog,
      originOf,
      flush: deps.flush,
      keptDays: settings.refusalRetentionDays,
    }),
    whatIf: createWhatIf({
      settings,
      catalog,
      originOf,
      finder: createPeopleFinder(database),
      signIn: createSignInDryRun({ store: deps.accountStore, people, accounts }),
      authorization: authorizationServer.dryRun,
      ownTokens: authorizationServer.ownTokens,
      forwardAuth: createForwardAuthDryRun(settings),
      bff: deps.bff,
      imagine: (signIn) => imagineSession(signIn, { people, settings }),
      isDisabled: async (clientId) => (await managedCatalog.clients.find(clientId))?.enabled === false,
      isProviderDisabled: async (id) => (await managedCatalog.providers.find(id))?.enabled === false,
    }),
  };
}
