import type { Translator } from "../../messages/create-translator.ts";
import type { FieldSpec } from "../entries/field-spec.ts";

const days = [7, 1, 30, 90] as const;
const daySeconds = 24 * 60 * 60;

/** The fields of the form that invites a person. `roles` are those that the administrator may give. */
export function invitationSpecs(t: Translator, roles: readonly string[]): FieldSpec[] {
  const given: FieldSpec = {
    path: "roles",
    label: "admin.roles",
    hint: "admin.invitations.roles_hint",
    kind: "several",
    options: roles.map((value) => ({ value, label: value })),
  };
  return [
    {
      path: "email",
      label: "admin.invitations.email",
      hint: "admin.invitations.email_hint",
      kind: "text",
      placeholder: "ada@example.com",
    },
    ...(roles.length > 0 ? [given] : []),
    {
      path: "expiresInSeconds",
      label: "admin.invitations.lifetime",
      kind: "choice",
      options: days.map((count) => ({
        value: String(count * daySeconds),
        label: t.text("admin.invitations.days", { count }),
      })),
    },
  ];
}
