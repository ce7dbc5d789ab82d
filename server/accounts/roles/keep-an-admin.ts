import { readStoredPolicy } from "#server/access/access-policy-store.ts";
import { type PersonFacts, personFacts } from "#server/accounts/person/person-facts.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";
import type { RunQuery, TransactionClient } from "#server/database/run-transaction.ts";
import { AppError } from "#server/errors/app-error.ts";
import { roleHolders } from "./role-holders.ts";

/**
 * Makes a change in its transaction, unless no admin could sign in after it while one could before.
 *
 * Errors: last_admin, which takes the transaction back; those of the change.
 * Races:  one such change at a time, in all processes, until its transaction ends.
 */
export type KeepAnAdmin = <Result>(tx: TransactionClient, change: () => Promise<Result>) => Promise<Result>;

export interface KeepAnAdminDeps {
  settings: Pick<Settings, "roles" | "admins">;
  catalog: { providers: Pick<Catalog["providers"], "find" | "originOf"> };
  people: Pick<PersonReader, "read" | "policy">;
}

/** Of this database, a number that only these changes lock. */
const adminsLockKey = 72707370;

/**
 * A person counts who is enabled, has the role admin, and can sign in by an identity: its provider is there, and its `allow` and both
 * policies let it. A name in `admins` counts once that person has signed in.
 */
export function createKeepAnAdmin({ settings, catalog, people }: KeepAnAdminDeps): KeepAnAdmin {
  /** As the transaction sees the policy and the providers, because its change may be one of these. */
  async function hasAdmin(tx: TransactionClient): Promise<boolean> {
    const run: RunQuery = (sql, params) => tx.$queryRawUnsafe<unknown[]>(sql, ...params);
    const rules = (await readStoredPolicy(run))?.rules;
    const enabled = await enabledProviders(run);
    const isThere = (id: string) => catalog.providers.originOf(id) === "settings" || enabled.has(id);
    function mayAdminister({ identities, assigned }: PersonFacts): boolean {
      const present = identities.filter(({ providerId }) => catalog.providers.find(providerId) && isThere(providerId));
      return (
        present.some((identity) => people.policy.judgeWith(rules, identity) === undefined) &&
        people.read({ identities: present, assigned }).roles.includes(adminRole)
      );
    }
    for await (const row of roleHolders(run, [adminRole], settings)) if (mayAdminister(personFacts(row))) return true;
    return false;
  }

  return async (tx, change) => {
    await tx.$executeRaw`SELECT pg_advisory_xact_lock(${adminsLockKey})`;
    const hadAdmin = await hasAdmin(tx);
    const result = await change();
    if (hadAdmin && !(await hasAdmin(tx))) throw new AppError("last_admin");
    return result;
  };
}

/** Ids of providers of the database. */
async function enabledProviders(run: RunQuery): Promise<ReadonlySet<string>> {
  const rows = await run("SELECT key FROM catalog_entries WHERE kind = 'providers' AND enabled", []);
  return new Set((rows as { key: string }[]).map(({ key }) => key));
}

/** For the operator, who can make another admin at the command line. */
export const evenWithoutAdmin: KeepAnAdmin = (_, change) => change();
