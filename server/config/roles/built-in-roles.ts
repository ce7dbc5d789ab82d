/** The roles that every portal has; what each may do is said in server/admin/permissions.ts. */
export const builtInRoles = {
  admin: { description: "Everything" },
  auditor: { description: "Reads everything, changes nothing" },
  support: {
    description: "Reads people, sessions, apps and the audit log; ends sessions and takes access from apps",
  },
} as const satisfies Readonly<Record<string, { description: string }>>;

export type BuiltInRoleName = keyof typeof builtInRoles;

/** It gives and takes roles, so at least one person must keep it. */
export const adminRole = "admin" satisfies BuiltInRoleName;

export function isBuiltInRole(name: string): name is BuiltInRoleName {
  return Object.hasOwn(builtInRoles, name);
}
