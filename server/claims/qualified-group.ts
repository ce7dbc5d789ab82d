/** A group with its provider, `corp:admins`: two providers may have groups of one name. */
export type QualifiedGroup = `${string}:${string}`;

export function qualifiedGroup(providerId: string, group: string): QualifiedGroup {
  return `${providerId}:${group}`;
}

/** Ids of providers have no colon; groups may have some. */
export function isQualifiedGroup(name: string): name is QualifiedGroup {
  return name.indexOf(":") > 0 && !name.endsWith(":");
}

export function splitGroup(group: QualifiedGroup): { providerId: string; name: string } {
  const end = group.indexOf(":");
  return { providerId: group.slice(0, end), name: group.slice(end + 1) };
}
