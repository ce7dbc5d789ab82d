import type { FoundPerson, PeopleFinder } from "#server/accounts/people-finder-store.ts";
import type { IdentityFacts } from "#server/accounts/person/person-facts.ts";
import type { SignInDryRun } from "#server/accounts/sign-in-dry-run.ts";
import { isQualifiedGroup, splitGroup } from "#server/claims/qualified-group.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type ApiWhatIfDeps, apiWhatIf } from "./api-what-if.ts";
import { type AppWhatIfDeps, appWhatIf } from "./app-what-if.ts";
import { type HostWhatIfDeps, hostWhatIf } from "./host-what-if.ts";
import { type ProviderWhatIfDeps, providerWhatIf } from "./provider-what-if.ts";
import { type WhatIfWordsDeps, whatIfInWords } from "./what-if-in-words.ts";
import type { WhatIfAnswer, WhatIfQuestion } from "./what-if-shapes.ts";

export interface WhatIfDeps extends AppWhatIfDeps, HostWhatIfDeps, ApiWhatIfDeps, ProviderWhatIfDeps, WhatIfWordsDeps {
  finder: PeopleFinder;
  signIn: SignInDryRun;
}

export interface WhatIf {
  /**
   * Says what would happen, without doing it.
   *
   * `seesPeople`: whether the reader may know names, addresses and the values of claims.
   * Errors: admin_target_not_found for an unknown person; person_ambiguous.
   */
  ask(question: WhatIfQuestion, seesPeople: boolean): Promise<WhatIfAnswer>;
}

/** Answers by the functions that decide at real requests, each handed in by its room; there is no second version of a rule. */
export function createWhatIf(deps: WhatIfDeps): WhatIf {
  async function findOne(name: string): Promise<FoundPerson | undefined> {
    const people = await deps.finder.find(name);
    if (people.length > 1)
      throw new AppError("person_ambiguous", { facts: { people: people.map(({ id }) => id).join(", ") } });
    return people[0];
  }

  async function draftFor(question: WhatIfQuestion, person: FoundPerson | undefined) {
    const { as, host, provider } = question;
    const named = subjectIn(as);
    if (provider !== undefined) {
      const address = as.includes("@") && !named ? as : (person?.email ?? undefined);
      const subject = named?.providerId === provider ? named.name : undefined;
      return providerWhatIf(provider, { userId: person?.id, address, subject }, deps);
    }
    const chosen = named && ((one: IdentityFacts) => one.providerId === named.providerId && one.subject === named.name);
    const signIn = person && (await deps.signIn.ofPerson(person.id, chosen));
    if (!signIn) throw unknownPerson(as);
    if (host !== undefined) return hostWhatIf(host, signIn, deps);
    return question.api !== undefined ? apiWhatIf(question, signIn, deps) : appWhatIf(question, signIn, deps);
  }

  return {
    async ask(question, seesPeople) {
      const person = await findOne(question.as);
      // Only a sign-in can be asked about for a person who never signed in.
      if (!person && (question.provider === undefined || !isName(question.as))) throw unknownPerson(question.as);
      const draft = await draftFor(question, person);
      return whatIfInWords(draft, person, { language: question.language, seesPeople }, deps);
    },
  };
}

function subjectIn(name: string): { providerId: string; name: string } | undefined {
  return isQualifiedGroup(name) ? splitGroup(name) : undefined;
}

function isName(text: string): boolean {
  return text.includes("@") || isQualifiedGroup(text);
}

function unknownPerson(name: string): AppError {
  return new AppError("admin_target_not_found", { detail: `no person is known by ${name}` });
}
