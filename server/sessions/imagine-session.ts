import { randomUUID } from "node:crypto";
import type { PersonRow } from "#server/accounts/account-claims.ts";
import type { IdentityFacts, PersonFactsRow } from "#server/accounts/person/person-facts.ts";
import { personFacts } from "#server/accounts/person/person-facts.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import { attributesOf } from "#server/claims/person-attributes.ts";
import { splitGroup } from "#server/claims/qualified-group.ts";
import { nowMs as currentMs } from "#server/clock.ts";
import type { Settings } from "#server/config/settings.ts";
import type { LiveSession } from "./live-session.ts";
import { SessionRecord } from "./session-record.ts";

export interface ImaginedSignIn {
  person: PersonRow & PersonFactsRow;
  /** The sign-in method; its groups are those of the session. */
  identity: IdentityFacts | undefined;
}

/**
 * The session that a person would have after a sign-in now, for dry runs: it has no cookie and no row, so nothing but the dry run that
 * it is handed to takes it for a session.
 *
 * What the provider would say of this very sign-in (`acr`, `amr`) isn't known, and counts as not said.
 */
export function imagineSession(
  { person, identity }: ImaginedSignIn,
  { people, settings, nowMs = currentMs }: ImagineDeps,
): LiveSession {
  const at = nowMs();
  const facts = personFacts(person);
  const { idleSeconds, absoluteSeconds } = settings.session;
  const stored = {
    id: randomUUID(),
    userId: person.id,
    identityId: identity?.id,
    providerId: identity?.providerId,
    subject: identity?.subject,
    ...attributesOf(person),
    acr: undefined,
    amr: [],
    groups: identity?.groups.map((group) => splitGroup(group).name) ?? [],
    facts,
    authTimeMs: at,
    createdAtMs: at,
    lastActiveAtMs: at,
    expiresAtMs: at + absoluteSeconds * 1000,
    endedAtMs: undefined,
    accountDisabled: false,
  };
  return new SessionRecord(stored, people.read(facts), idleSeconds, at).session;
}

export interface ImagineDeps {
  people: Pick<PersonReader, "read">;
  settings: Pick<Settings, "session">;
  nowMs?: () => number;
}
