import type { TargetAllow } from "#server/config/access/access-settings.ts";
import type { AccessRefusal } from "./access-refusal.ts";
import { decideTarget, type JudgedPerson } from "./decide-target.ts";

/** Whether `allow` lets a person use something; `undefined` when it does. `setting` is where `allow` was written. */
export type DecideTarget = (allow: TargetAllow, person: JudgedPerson, setting: string) => AccessRefusal | undefined;

/**
 * `decideTarget` for calls that come again and again with one session: an answer is kept as long as both objects are.
 *
 * Cost:  two look-ups once it is decided.
 * Races: a session is another object after its person changed, and an `allow` after its entry did.
 */
export function rememberDecisions(): DecideTarget {
  const known = new WeakMap<JudgedPerson, WeakMap<TargetAllow, { refusal: AccessRefusal | undefined }>>();
  return (allow, person, setting) => {
    let ofPerson = known.get(person);
    if (!ofPerson) {
      ofPerson = new WeakMap();
      known.set(person, ofPerson);
    }
    let decision = ofPerson.get(allow);
    if (!decision) {
      decision = { refusal: decideTarget(allow, person, setting) };
      ofPerson.set(allow, decision);
    }
    return decision.refusal;
  };
}
