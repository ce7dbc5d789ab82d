/** Who or what has a role. */
export type RoleHolder =
  | { userId: string }
  /** All people with this group of a provider: `corp:editors`. */
  | { group: string }
  /** A person who has not signed in yet: a verified address, or `provider:subject`. */
  | { awaited: string };

/** The columns of `role_assignments` for a holder. */
export function holderColumns(holder: RoleHolder): { userId?: string; groupName?: string; awaited?: string } {
  if ("userId" in holder) return { userId: holder.userId };
  return "group" in holder ? { groupName: holder.group } : { awaited: awaitedName(holder.awaited) };
}

/** Addresses are compared in lower case; subjects exactly. */
export function awaitedName(name: string): string {
  return name.includes(":") ? name : name.toLowerCase();
}

/** For the audit log. */
export function holderDetails(holder: RoleHolder): Record<string, string> {
  return "userId" in holder ? {} : { ...holder };
}
