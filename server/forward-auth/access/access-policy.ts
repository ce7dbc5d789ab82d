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
  const email = person.emailVerified && person.email ? folded(person.email) : undefined;
  const domain = email?.slice(email.lastIndexOf("@") + 1);
  const emails = listed(query, "allowed_emails")?.map(folded);
  const domains = listed(query, "allowed_email_domains")?.map(folded);
  const allowedGroups = listed(query, "allowed_groups");
  if (emails && !(email !== undefined && emails.includes(email))) return false;
  if (domains && !(domain !== undefined && domains.some((allowed) => isInDomain(domain, allowed)))) return false;
  return !allowedGroups || groups.some((group) => allowedGroups.includes(group));
}

/** `undefined` when the parameter is not there at all; an empty one allows no person. */
function listed(query: URLSearchParams, name: (typeof accessConditions)[number]): string[] | undefined {
  if (!query.has(name)) return undefined;
  const values = query.getAll(name).flatMap((value) => value.split(","));
  return values.map((value) => value.trim()).filter((value) => value !== "");
}

/** ASCII alone: by Unicode's folding other letters become these, such as the Kelvin sign a "k". */
function folded(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase());
}

/** "example.com" is that domain alone; ".example.com" and "*.example.com" any below it. */
function isInDomain(domain: string, allowed: string): boolean {
  const below = allowed.startsWith("*.") ? allowed.slice(1) : allowed;
  return below.startsWith(".") ? domain.endsWith(below) && domain.length > below.length : domain === below;
}
