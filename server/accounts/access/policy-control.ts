import type { AccessPolicyStore, StoredPolicy, StoredRules } from "#server/access/access-policy-store.ts";
import { personFacts } from "#server/accounts/person/person-facts.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import { evenWithoutAdmin, type KeepAnAdmin } from "#server/accounts/roles/keep-an-admin.ts";
import { roleHolders } from "#server/accounts/roles/role-holders.ts";
import type { AccessSettings } from "#server/config/access/access-settings.ts";
import type { Settings } from "#server/config/settings.ts";
import type { Database } from "#server/database/database.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { AccountStore } from "../account-store.ts";
import type { AccessSweepStore } from "./access-sweep-store.ts";
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

export interface PolicyChanger {
  name: string;
  userId: string | undefined;
  evenLastAdmin?: boolean;
  /** People with these roles may not lose access by this changer; left out: all may. */
  protects?: ProtectedRoles | undefined;
}

export interface ProtectedRoles {
  names: readonly string[];
  /** Throws for what a person has who would lose access. */
  refuse(roles: readonly string[]): void;
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
   *         admin could, unless `evenLastAdmin`; what `protects` throws. Nothing is changed then.
   * Races:  the last admin is looked for in the transaction of the change, one such change at a time (keep-an-admin.ts).
   */
  change(
    rules: StoredRules | undefined,
    expected: string | undefined,
    by: PolicyChanger,
  ): Promise<{ before: StoredPolicy | undefined; after: StoredPolicy | undefined; effect: PolicyEffect }>;
}

export interface PolicyControlDeps {
  settings: Pick<Settings, "access" | "admins" | "roles">;
  database: Pick<Database, "query">;
  store: AccessPolicyStore;
  sweepStore: Pick<AccessSweepStore, "page">;
  accountStore: Pick<AccountStore, "findPerson">;
  people: PersonReader;
  keepAnAdmin: KeepAnAdmin;
  sweep: Pick<SweepRunner, "soon">;
}

export function createPolicyControl(deps: PolicyControlDeps): PolicyControl {
  const { settings, database, store, sweepStore, keepAnAdmin, accountStore, people, sweep } = deps;

  async function isRefused(rules: StoredRules | undefined, userId: string): Promise<boolean> {
    const person = await accountStore.findPerson(userId);
    return person === undefined || refusalUnder(people, rules, personFacts(person)) !== undefined;
  }

  /** Of all people with these roles, also those without a session. Errors: those of `refuse`. */
  async function requireKept(rules: StoredRules | undefined, { names, refuse }: ProtectedRoles): Promise<void> {
    for await (const row of roleHolders(database.query, names, settings)) {
      const facts = personFacts(row);
      const loses = !people.refusalOf(facts) && refusalUnder(people, rules, facts) !== undefined;
      if (loses) refuse(people.rolesByAnyIdentity(facts));
    }
  }

  return {
    describe: async () => ({ file: settings.access, admins: settings.admins, database: await store.read() }),

    preview: (rules) => policyEffect(sweepStore, people, rules),

    async change(rules, expected, by) {
      await people.refresh();
      if (by.userId !== undefined && (await isRefused(rules, by.userId))) throw new AppError("policy_locks_out");
      if (by.protects) await requireKept(rules, by.protects);
      const before = await store.read();
      const effect = await policyEffect(sweepStore, people, rules);
      const answer = await store.write(rules, expected, by.name, by.evenLastAdmin ? evenWithoutAdmin : keepAnAdmin);
      if (answer === "changed") throw new AppError("revision_conflict");
      sweep.soon();
      return { before, after: answer.written, effect };
    },
  };
}
