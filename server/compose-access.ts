import { createAccessSweep } from "#server/accounts/access/access-sweep.ts";
import { createAccessSweepStore } from "#server/accounts/access/access-sweep-store.ts";
import { createPolicyControl } from "#server/accounts/access/policy-control.ts";
import { createSweepRunner } from "#server/accounts/access/sweep-runner.ts";
import { createAccountControl } from "#server/accounts/account-control.ts";
import type { AdministrationDeps } from "./compose-admin-deps.ts";

/** What ends when a person is disabled or the policy narrows. */
export function createAccessControl(deps: AdministrationDeps) {
  const { settings, catalog, database, accountServices, vault, signIn, authorizationServer, audit, log } = deps;
  const { accountStore, policyStore, people, keepAnAdmin } = accountServices;
  const endsWithAccount = [vault.endWithAccount, authorizationServer.endWithAccount];
  const sweepStore = createAccessSweepStore(database);
  const ends = {
    sessions: vault.endRefused,
    apps: authorizationServer.endWithAccount,
    app: authorizationServer.endAppOf,
  };
  const sweep = createSweepRunner(
    createAccessSweep({ settings, catalog, store: sweepStore, people, ends, audit }),
    signIn.leftTokens.settle,
    log,
  );
  return {
    endsWithAccount,
    sweep,
    accountControl: createAccountControl({ store: accountStore, ends: endsWithAccount, keepAnAdmin, audit }),
    policyControl: createPolicyControl({
      settings,
      database,
      store: policyStore,
      sweepStore,
      accountStore,
      people,
      keepAnAdmin,
      sweep,
    }),
  };
}
