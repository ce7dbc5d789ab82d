import type { StoredRules } from "#server/access/access-policy-store.ts";
import { type AccessRefusal, refusalText } from "#server/access/policy/access-refusal.ts";
import { type PersonFacts, personFacts } from "#server/accounts/person/person-facts.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { AccessSweepStore } from "./access-sweep-store.ts";

const peopleAtOnce = 1_000;
const mostShown = 20;

/** A person who would lose access, with the reason in the operator's words. */
export interface LosingPerson {
  userId: string;
  because: string;
}

/** What a policy of the database would do to people who have a session, an app or a token. */
export interface PolicyEffect {
  /** How many of them may be signed in now and could not be any more. */
  people: number;
  /** Some of them. */
  first: readonly LosingPerson[];
}

/** Why a person could not be signed in by any identity under these rules; `undefined` when they could. */
export function refusalUnder(
  { policy }: { policy: Pick<PersonReader["policy"], "judgeWith"> },
  rules: StoredRules | undefined,
  { identities }: PersonFacts,
): AccessRefusal | undefined {
  const refusals = identities.map((identity) => policy.judgeWith(rules, identity));
  return refusals.every((refusal) => refusal !== undefined) ? refusals[0] : undefined;
}

/**
 * Counts who would lose access, without changing anything.
 *
 * Cost: reads everyone who has a session, an app or a token, page by page: seconds for some hundred thousand people.
 */
export async function policyEffect(
  store: Pick<AccessSweepStore, "page">,
  people: PersonReader,
  rules: StoredRules | undefined,
): Promise<PolicyEffect> {
  await people.refresh();
  const first: LosingPerson[] = [];
  let count = 0;
  let after: string | null = null;
  for (;;) {
    const page = await store.page(after, peopleAtOnce);
    for (const person of page) {
      const facts = personFacts(person);
      const refusal = people.refusalOf(facts) ? undefined : refusalUnder(people, rules, facts);
      if (!refusal) continue;
      count++;
      if (first.length < mostShown) first.push({ userId: person.id, because: refusalText(refusal) });
    }
    after = page.at(-1)?.id ?? null;
    if (page.length < peopleAtOnce) return { people: count, first };
  }
}
