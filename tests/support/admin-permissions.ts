/**
 * What each operation of the administration needs, written by hand: a new operation must be placed here, so that its permission is
 * meant, and the walk through all of them (admin-authorization.test.ts) asks for exactly this.
 */
export const permissionOfOperation: Readonly<Record<string, string>> = {
  ...placed("users.read", ["users.find", "users.list", "users.get"]),
  ...placed("users.write", ["users.disable", "users.enable", "users.remove-identity", "users.delete", "users.export"]),
  ...placed("sessions.read", ["sessions.list", "sessions.get"]),
  ...placed("sessions.write", ["users.sign-out", "sessions.end", "sessions.end-matching"]),
  ...placed("grants.read", ["grants.list", "grants.get"]),
  ...placed("grants.write", ["users.revoke-grants", "grants.revoke"]),
  ...placed("audit.read", ["audit.list", "audit.get", "audit.export", "audit.tail"]),
  ...placed("signing-keys.read", ["signing-keys.list"]),
  ...placed("signing-keys.write", ["signing-keys.rotate", "signing-keys.retire"]),
  ...placed("explain.read", ["explain.reference", "explain.what-if"]),
  ...placed("contain.read", ["contain.preview", "contain.list", "contain.get", "contain.blocks"]),
  ...placed("contain.write", ["contain.run", "contain.unblock"]),
  ...placed("clients.read", [
    "clients.list",
    "clients.get",
    "clients.usage",
    "clients.statistics",
    "clients.registered",
  ]),
  ...placed("clients.write", [
    ...["clients.create", "clients.change", "clients.disable", "clients.enable", "clients.delete"],
    ...["clients.rotate-secret", "clients.retire-secret", "clients.remove-registered"],
  ]),
  ...placed("providers.read", ["providers.list", "providers.get", "providers.check"]),
  ...placed("providers.write", [
    ...["providers.create", "providers.change", "providers.disable", "providers.enable", "providers.delete"],
  ]),
  ...placed("resources.read", ["resources.list", "resources.get"]),
  ...placed("resources.write", [
    ...["resources.create", "resources.change", "resources.disable", "resources.enable", "resources.delete"],
  ]),
  ...placed("scopes.read", ["scopes.list", "scopes.get"]),
  ...placed("scopes.write", ["scopes.create", "scopes.change", "scopes.delete"]),
  ...placed("setup.read", ["setup.export"]),
  ...placed("setup.write", ["setup.import"]),
  ...placed("invitations.read", ["invitations.list"]),
  ...placed("invitations.write", ["invitations.create", "invitations.revoke"]),
  ...placed("policy.read", ["policy.get", "policy.preview"]),
  ...placed("policy.write", ["policy.change"]),
  ...placed("system.read", ["system.get", "system.processes"]),
  ...placed("limits.read", ["limits.list"]),
  ...placed("limits.write", ["limits.lift"]),
  ...placed("roles.read", ["roles.list", "roles.assignments"]),
  ...placed("roles.write", ["roles.assign", "roles.remove"]),
};

/** What changes something needs a sign-in of the last 15 minutes, whatever it is. */
export const freshOperations: readonly string[] = Object.entries(permissionOfOperation)
  .filter(([, permission]) => permission.endsWith(".write"))
  .map(([name]) => name);

/** What would let the caller act as any person, and so needs all permissions. */
export const wholeOperations: readonly string[] = ["providers.create", "providers.change", "providers.enable"];

const nouns = [
  ...["users", "sessions", "grants", "clients", "providers", "resources", "scopes", "setup", "roles", "invitations"],
  ...["policy", "signing-keys", "audit", "system", "limits", "explain", "contain"],
];
const reading = nouns.map((noun) => `${noun}.read`);
/** Nothing is changed of them, so they have no permission to write. */
const readOnly = ["audit", "system", "explain"];
const permissionsOfNoun = (noun: string) =>
  readOnly.includes(noun) ? [`${noun}.read`] : [`${noun}.read`, `${noun}.write`];
const everything = nouns.flatMap(permissionsOfNoun);

/** What each role may do, written by hand. */
export const permissionsOfRole: Readonly<Record<string, readonly string[]>> = {
  admin: everything,
  auditor: reading,
  support: [
    ...["users.read", "sessions.read", "sessions.write", "grants.read", "grants.write", "clients.read", "roles.read"],
    ...["audit.read", "explain.read"],
  ],
};

/** What each scope of the API may do, by its name alone. */
export const permissionsOfScope: ReadonlyMap<string, readonly string[]> = new Map([
  ["portico.admin", everything],
  ["portico.admin.read", reading],
  ...nouns.flatMap((noun): [string, string[]][] => [
    [`portico.admin.${noun}`, permissionsOfNoun(noun)],
    [`portico.admin.${noun}.read`, [`${noun}.read`]],
  ]),
]);

/** Whether these permissions are enough for an operation. */
export function suffice(permissions: readonly string[], operation: string): boolean {
  const isWhole = everything.every((permission) => permissions.includes(permission));
  return (
    permissions.includes(permissionOfOperation[operation] ?? "") && (isWhole || !wholeOperations.includes(operation))
  );
}

function placed(permission: string, names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, permission]));
}
