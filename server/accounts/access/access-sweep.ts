import { createHash } from "node:crypto";
import { refusalDetails } from "#server/access/policy/access-refusal.ts";
import type { EndedPart } from "#server/accounts/account-control.ts";
import { type PersonFacts, personFacts } from "#server/accounts/person/person-facts.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { Settings } from "#server/config/settings.ts";
import type { AccessSweepStore } from "./access-sweep-store.ts";
import type { RefusedEnds } from "./refused-ends.ts";

export interface AccessSweepDeps {
  settings: Pick<Settings, "admins">;
  catalog: Pick<Catalog, "providers" | "clients">;
  store: AccessSweepStore;
  people: PersonReader;
  ends: RefusedEnds;
  audit: AuditLog;
}

export interface AccessSweep {
  /** Compares at most `limit` more people with the policies; how many it has compared, 0 when all were. */
  run(limit: number): Promise<number>;
}

/**
 * Ends in the database what the policies no longer allow: it is refused at its next use already, so this only tidies up and tells
 * apps, providers and open connections.
 *
 * Cost:  a page of people in one statement, and a transaction for each person who lost something; nothing when all were compared.
 * Races: several processes may do this at once; each thing ends once. A person who signs in meanwhile is judged by what that
 *        sign-in says.
 */
export function createAccessSweep(deps: AccessSweepDeps): AccessSweep {
  const { settings, catalog, store, people, ends, audit } = deps;

  /** Names the policies that hold; another one means that people have to be compared again. */
  function digest(): string {
    const providers = catalog.providers.list().map(({ id, allow }) => [id, allow ?? null]);
    const clients = catalog.clients.list().map(({ clientId, allow }) => [clientId, allow ?? null]);
    const policies = JSON.stringify([people.policy.rules(), settings.admins, providers, clients]);
    return createHash("sha256").update(policies).digest("base64url");
  }

  const refusedIdentities = (facts: PersonFacts) =>
    facts.identities.filter(({ id }) => people.refusalOf(facts, id) !== undefined).map(({ id }) => id);

  async function endWhatIsRefused(userId: string): Promise<void> {
    const restricted = catalog.clients.list().some(({ allow }) => allow !== undefined);
    const clientIds = restricted ? await store.clientsOf(userId) : [];
    const parts: EndedPart[] = [];
    let details: ReturnType<typeof refusalDetails> | undefined;
    await store.withPerson(userId, async (person, tx, publish) => {
      const facts = personFacts(person);
      const refusal = people.refusalOf(facts);
      const identityIds = refusedIdentities(facts);
      const refusedAt = clientIds.filter((clientId) => people.refusalAt(facts, clientId) !== undefined);
      if (refusal) {
        details = refusalDetails(refusal);
        parts.push(await ends.sessions(tx, publish, userId), await ends.apps(tx, publish, userId));
        return;
      }
      if (identityIds.length > 0) parts.push(await ends.sessions(tx, publish, userId, identityIds));
      for (const clientId of refusedAt) parts.push(await ends.app(tx, publish, userId, clientId));
    });
    for (const { afterCommit } of parts) afterCommit?.();
    const counts: Record<string, number> = {};
    for (const part of parts) {
      for (const [name, count] of Object.entries(part.counts)) counts[name] = (counts[name] ?? 0) + count;
    }
    const ended = Object.values(counts).some((count) => count > 0);
    if (ended) audit.record({ type: "access.ended", outcome: "success", userId, details: { ...counts, ...details } });
  }

  /** Whether something of a person may have to end; the transaction decides. */
  function mayLose(facts: PersonFacts): boolean {
    const allowsOfClients = catalog.clients.list().some(({ allow }) => allow !== undefined);
    return allowsOfClients || people.refusalOf(facts) !== undefined || refusedIdentities(facts).length > 0;
  }

  return {
    async run(limit) {
      await people.refresh();
      const policies = digest();
      const { through, finished } = await store.state(policies);
      if (finished) return 0;
      const page = await store.page(through, limit);
      for (const person of page) if (mayLose(personFacts(person))) await endWhatIsRefused(person.id);
      const last = page.at(-1);
      if (last && page.length === limit) await store.advance(policies, last.id);
      else await store.finish(policies);
      return page.length;
    },
  };
}
