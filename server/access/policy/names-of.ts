import { qualifiedGroup } from "#server/claims/qualified-group.ts";

/** By what settings and assignments name a person: an address counts only verified. */
export function namesOf(identity: { providerId: string; subject: string; verifiedEmail: string | null }): string[] {
  const bySubject: string = qualifiedGroup(identity.providerId, identity.subject);
  return identity.verifiedEmail === null ? [bySubject] : [bySubject, identity.verifiedEmail.toLowerCase()];
}
