import { type ClaimPlace, type ClaimRule, usualPlaces, usualScope } from "./claim-rule.ts";

type Optional<T> = { [Name in keyof T]?: T[Name] | undefined };

/** What the settings say of one claim. */
export type SaidRule = Optional<Omit<ClaimRule, "claim" | "in">> & { in?: readonly ClaimPlace[] | undefined };

/** What a client's settings say of one claim; `false`: the client never gets it. */
export type ClientClaim = Omit<SaidRule, "header"> | false;

/** The rules for one client: its own replace those for every client, claim by claim. */
export function clientClaimRules(
  rules: readonly ClaimRule[],
  own: Readonly<Record<string, ClientClaim>>,
): readonly ClaimRule[] {
  const said = Object.entries(own);
  if (said.length === 0) return rules;
  const others = rules.filter(({ claim }) => !Object.hasOwn(own, claim));
  return [...others, ...said.flatMap(([claim, rule]) => (rule === false ? [] : [completeRule(claim, rule)]))];
}

/** A rule with what follows from its name where it says nothing. */
export function completeRule(claim: string, said: SaidRule): ClaimRule {
  const from = said.from ?? claim;
  return { ...said, claim, from, scope: said.scope ?? usualScope(from), in: said.in ?? usualPlaces };
}
