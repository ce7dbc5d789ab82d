import type { AccessPolicy } from "#server/access/access-policy.ts";
import { accessError } from "#server/access/policy/access-refusal.ts";
import { splitGroup } from "#server/claims/qualified-group.ts";
import { accessSetting } from "#server/config/access/settle-access.ts";
import { AppError } from "#server/errors/app-error.ts";
import { type CheckedRule, refusingRule } from "#server/errors/checked-rule.ts";
import type { PersonRow } from "./account-claims.ts";
import type { SignInOutlook, VerifiedIdentity } from "./account-service.ts";
import type { AccountStore } from "./account-store.ts";
import { type IdentityFacts, type PersonFactsRow, personFacts } from "./person/person-facts.ts";
import type { PersonReader } from "./person/person-reader.ts";

/** Whether a person may be signed in, with the rules in the order in which they are asked. */
export interface SignInChecks {
  person: PersonRow & PersonFactsRow;
  /** The sign-in method that lets them in; of a refused person the latest one. */
  identity: IdentityFacts | undefined;
  refused: AppError | undefined;
  checks: readonly CheckedRule[];
}

/** Whether a sign-in with a provider succeeds. */
export interface ProviderSignInChecks {
  /** The account that it leads to; `undefined` for a new one, and when it is refused. */
  userId: string | undefined;
  refused: AppError | undefined;
  checks: readonly CheckedRule[];
}

/** Runs the checks of a sign-in without a sign-in: no session is made, and nothing is written. */
export interface SignInDryRun {
  /** `undefined` for an unknown person. `chosen` picks the sign-in method; without it any may let them in. */
  ofPerson(userId: string, chosen?: (identity: IdentityFacts) => boolean): Promise<SignInChecks | undefined>;
  /** By what the provider said at the latest sign-in there; for a person who never signed in there, by a verified address. */
  withProvider(providerId: string, who: ProviderPerson): Promise<ProviderSignInChecks>;
}

export interface ProviderPerson {
  userId: string | undefined;
  /** Of a person whose subject at the provider isn't known. */
  address: string | undefined;
  subject: string | undefined;
}

export interface SignInDryRunDeps {
  store: Pick<AccountStore, "findPerson">;
  people: PersonReader;
  accounts: SignInOutlook;
}

export function createSignInDryRun({ store, people, accounts }: SignInDryRunDeps): SignInDryRun {
  const { policy } = people;

  async function ofPerson(userId: string, chosen: (identity: IdentityFacts) => boolean = () => true) {
    await people.refresh();
    const person = await store.findPerson(userId);
    if (!person) return undefined;
    const facts = personFacts(person);
    const identities = facts.identities.filter(chosen);
    const identity = identities.find((one) => policy.judge(one) === undefined) ?? identities[0];
    const account = accountCheck(person);
    if (account.outcome === "refuses") {
      return { person, identity, refused: new AppError("account_disabled"), checks: [account] };
    }
    const refusal = people.refusalOf(facts, identity?.id);
    if (!refusal) return { person, identity, refused: undefined, checks: [account, ...passedRules(policy, identity)] };
    const refused = accessError("not_allowed_to_sign_in", refusal, { userId });
    return { person, identity, refused, checks: [account, refusingRule(refused, "person")] };
  }

  return {
    ofPerson,
    async withProvider(providerId, who) {
      const person = who.userId === undefined ? undefined : await store.findPerson(who.userId);
      const known = person && personFacts(person).identities.find((identity) => identity.providerId === providerId);
      const identity = known ? again(known) : firstTime(providerId, who);
      const account: CheckedRule[] = person ? [accountCheck(person)] : [];
      try {
        const { userId } = await accounts.wouldResolve(identity);
        const passed = passedRules(policy, { ...identity, ...verified(identity) });
        const signUp: CheckedRule = {
          rule: "account.new",
          about: "person",
          outcome: "passes",
          setting: signUpSetting(policy, identity),
        };
        return {
          userId,
          refused: undefined,
          checks: [...account, ...passed, ...(userId === undefined ? [signUp] : [])],
        };
      } catch (error) {
        if (!(error instanceof AppError) || error.code === "database_unavailable") throw error;
        const isAccount = error.code === "account_disabled";
        const checks = isAccount ? account : [...account, refusingRule(error, "person")];
        return { userId: undefined, refused: error, checks };
      }
    },
  };
}

function accountCheck({ disabledAt }: PersonRow): CheckedRule {
  if (!disabledAt) return { rule: "account_disabled", about: "person", outcome: "passes" };
  return {
    rule: "account_disabled",
    about: "person",
    outcome: "refuses",
    code: "account_disabled",
    had: new Date(disabledAt).toISOString(),
  };
}

type PassedIdentity = Pick<IdentityFacts, "providerId" | "subject" | "verifiedEmail" | "groups">;

const lists = ["emailDomains", "emails", "groups"] as const;
const mostShown = 20;

/** The policy of file and database that the identity passed, each as it was written. */
function passedRules(policy: AccessPolicy, identity: PassedIdentity | undefined): CheckedRule[] {
  const had = [...(identity?.verifiedEmail ? [identity.verifiedEmail] : []), ...(identity?.groups ?? [])];
  return policy.rules().map((rules) => {
    const given = lists.filter((list) => rules[list].length > 0);
    const setting = given.map((list) => accessSetting(rules.source, list)).join(" or ");
    const needed = given.flatMap((list) => rules[list]).slice(0, mostShown);
    return {
      rule: "access",
      about: "person",
      outcome: "passes",
      code: "not_allowed_to_sign_in",
      setting: setting === "" ? "access" : setting,
      ...(needed.length > 0 ? { needed, had } : {}),
    };
  });
}

/** What the provider said, as a sign-in would bring it again. */
function again({
  providerId,
  issuer,
  subject,
  verifiedEmail,
  groups,
  said,
  attributes,
}: IdentityFacts): VerifiedIdentity {
  const names = groups.map((group) => splitGroup(group).name);
  const address = verifiedEmail ?? undefined;
  return {
    ...unsaid,
    providerId,
    issuer,
    subject,
    email: address,
    emailVerified: address !== undefined,
    groups: names,
    said,
    attributes,
  };
}

/** Of a first sign-in, only what the question says is known. An issuer that no provider has finds no identity. */
function firstTime(providerId: string, { address, subject = "" }: ProviderPerson): VerifiedIdentity {
  return { ...unsaid, providerId, issuer: "", subject, email: address, emailVerified: address !== undefined };
}

const unsaid = { displayName: undefined, username: undefined, pictureUrl: undefined, locale: undefined };

function verified({ providerId, email, groups = [] }: VerifiedIdentity) {
  return { verifiedEmail: email ?? null, groups: groups.map((name) => `${providerId}:${name}` as const) };
}

function signUpSetting(policy: AccessPolicy, { providerId, subject, email }: VerifiedIdentity): string {
  return policy.judgeSignUp({ providerId, subject, verifiedEmail: email ?? null, groups: [], said: {} }).setting;
}
