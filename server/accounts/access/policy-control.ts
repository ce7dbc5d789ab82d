import type { AccessPolicyStore, StoredPolicy, StoredRules } from "#server/access/access-policy-store.ts";
import { personFacts } from "#server/accounts/person/person-facts.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { AccessSettings } from "#server/config/access/access-settings.ts";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { AccountStore } from "../account-store.ts";
import type { AccessSweepStore } from "./access-sweep-store.ts";
import type { AdminsStore } from "./admins-store.ts";
import { type PolicyEffect, policyEffect, refusalUnder } from "./policy-effect.ts";
import type { SweepRunner } from "./sweep-runner.ts";

/** Both parts of the policy: a person has to pass both. */
export interface PolicyDescription {
  /** Of portico.config.ts or the environment: shown, and changed there. */
  file: AccessSettings;
  /** People who pass both parts always. */
  admins: readonly string[];
  /** What administrators set; `undefined` when they set none. */
  database: StoredPolicy | undefined;
}

/** The policy that administrators set beside the file's. */
export interface PolicyControl {
  describe(): Promise<PolicyDescription>;
  /** What a change would do; nothing is changed. `undefined` removes the policy. */
  preview(rules: StoredRules | undefined): Promise<PolicyEffect>;
  /**
   * Sets the policy, or removes it. It holds in every process at the next use when this returns; what it no longer allows is ended in
   * the database in the background.
   *
   * @param expected the revision that the change is made from, `noPolicy` when none was set; `undefined` for any.
   * Errors: revision_conflict; policy_locks_out when the person who changes it could not be signed in any more; last_admin when no
   *         admin could, unless `evenLastAdmin`.
   */
  change(
    rules: StoredRules | undefined,
    expected: string | undefined,
    by: { name: string; userId: string | undefined; evenLastAdmin?: boolean },
  ): Promise<{ before: StoredPolicy | undefined; after: StoredPolicy | undefined; effect: PolicyEffect }>;
}

export interface PolicyControlDeps {
  settings: Pick<Settings, "access" | "admins">;
  store: AccessPolicyStore;
  sweepStore: Pick<AccessSweepStore, "page">;
  adminsStore: AdminsStore;
  accountStore: Pick<AccountStore, "findPerson">;
  people: PersonReader;
  sweep: Pick<SweepRunner, "soon">;
}

export function createPolicyControl(deps: PolicyControlDeps): PolicyControl {
  const { settings, store, sweepStore, adminsStore, accountStore, people, sweep } = deps;

  async function isRefused(rules: StoredRules | undefined, userId: string): Promise<boolean> {
    const person = await accountStore.findPerson(userId);
    return person === undefined || refusalUnder(people, rules, personFacts(person)) !== undefined;
  }

  /** People whom the settings make admin pass each policy. */
  async function locksOutAdmins(rules: StoredRules | undefined): Promise<boolean> {
    if (settings.admins.length > 0) return false;
    const now = (await adminsStore.admins()).map(personFacts).filter((facts) => people.refusalOf(facts) === undefined);
    return now.length > 0 && now.every((facts) => refusalUnder(people, rules, facts) !== undefined);
  }

  return {
    describe: async () => ({ file: settings.access, admins: settings.admins, database: await store.read() }),

    preview: (rules) => policyEffect(sweepStore, people, rules),

    async change(rules, expected, by) {
      await people.refresh();
      if (by.userId !== undefined && (await isRefused(rules, by.userId))) throw new AppError("policy_locks_out");
      if (!by.evenLastAdmin && (await locksOutAdmins(rules))) throw new AppError("last_admin");
      const before = await store.read();
      const effect = await policyEffect(sweepStore, people, rules);
      const answer = await store.write(rules, expected, by.name);
      if (answer === "changed") throw new AppError("revision_conflict");
      sweep.soon();
      return { before, after: answer.written, effect };
    },
  };
}
