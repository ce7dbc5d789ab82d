import type { FieldSpec } from "../entries/field-spec.ts";

/** The fields of the form that gives a role. */
export function roleSpecs(roles: readonly string[]): FieldSpec[] {
  return [
    {
      path: "role",
      label: "admin.roles.role",
      kind: "choice",
      options: roles.map((value) => ({ value, label: value })),
    },
    {
      path: "person",
      label: "admin.roles.person",
      hint: "admin.roles.person_hint",
      kind: "text",
      placeholder: "ada@example.com",
    },
    {
      path: "group",
      label: "admin.roles.group",
      hint: "admin.roles.group_hint",
      kind: "text",
      placeholder: "corp:editors",
    },
  ];
}
