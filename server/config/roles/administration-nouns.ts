/** What the administration is about. Each noun can be read and written apart. */
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
export type Permission = `${AdminNoun}.read` | `${AdminNoun}.write`;

export const allPermissions: readonly Permission[] = adminNouns.flatMap((noun) => [
  `${noun}.read` as const,
  `${noun}.write` as const,
]);
