/** What the administration is about. Each noun can be read and, most of them, written apart. */
export const adminNouns = [
  "users",
  "sessions",
  "grants",
  "clients",
  "providers",
  "resources",
  "scopes",
  "setup",
  "roles",
  "invitations",
  "policy",
  "signing-keys",
  "audit",
  "system",
  "limits",
  "explain",
  "contain",
] as const;

export type AdminNoun = (typeof adminNouns)[number];
/** Nouns of which nothing is changed: the audit log is written by what happens, the others only say what is. */
const readOnlyNouns = ["audit", "system", "explain"] as const satisfies readonly AdminNoun[];

export type WritableNoun = Exclude<AdminNoun, (typeof readOnlyNouns)[number]>;
export type Permission = `${AdminNoun}.read` | `${WritableNoun}.write`;

export function isWritable(noun: AdminNoun): noun is WritableNoun {
  return !readOnlyNouns.some((one) => one === noun);
}

export const allPermissions: readonly Permission[] = adminNouns.flatMap((noun): Permission[] =>
  isWritable(noun) ? [`${noun}.read`, `${noun}.write`] : [`${noun}.read`],
);
