/** One step of a path: a member by its name, or an entry of a list by its id or place. */
export type SettingStep = { member: string } | { entry: string };

/**
 * Reads a setting's path as it stands in explanations and mistakes: `access.emailDomains`, `clients[calendar].redirectUris`,
 * `providers[0] (corp).allow.tenants`. Entries of objects may be steps with a dot: `apis.calendar.methods`.
 */
export function settingSteps(path: string): SettingStep[] {
  const found = path.matchAll(/\[([^\]]*)\](?: \(([^)]*)\))?|([^.[\]\s]+)/g);
  return [...found].map(([, entry, id, member]) => (member === undefined ? { entry: id ?? entry ?? "" } : { member }));
}
