import { isInDomains, isListedAddress } from "#server/access/policy/address-rules.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** What a proxy may ask for. */
export const accessConditions = ["allowed_groups", "allowed_emails", "allowed_email_domains"] as const;

type Person = Pick<LiveSession, "email" | "emailVerified">;

/**
 * Whether a signed-in person may pass: `allowed_groups`, `allowed_emails`, `allowed_email_domains` of the query, comma
 * separated, each that is given must match (oauth2-proxy's meaning). Pure; fails closed.
 *
 * Groups are compared exactly, addresses without regard to case.
 * Only a verified address counts: at some providers a person can enter another's.
 */
export function mayPass(person: Person, groups: readonly string[], query: URLSearchParams): boolean {
  const email = person.emailVerified && person.email ? person.email : undefined;
  const emails = listed(query, "allowed_emails");
  const domains = listed(query, "allowed_email_domains");
  const allowedGroups = listed(query, "allowed_groups");
  if (emails && !(email !== undefined && isListedAddress(email, emails))) return false;
  if (domains && !(email !== undefined && isInDomains(email, domains))) return false;
  return !allowedGroups || groups.some((group) => allowedGroups.includes(group));
}

/** `undefined` when the parameter is not there at all; an empty one allows no person. */
function listed(query: URLSearchParams, name: (typeof accessConditions)[number]): string[] | undefined {
  if (!query.has(name)) return undefined;
  const values = query.getAll(name).flatMap((value) => value.split(","));
  return values.map((value) => value.trim()).filter((value) => value !== "");
}
