import type { FormFields } from "#components/admin/entries/field-spec.ts";
import { signUpChoices } from "#components/admin/policy/policy-specs.ts";

/** The policy that the form says; the operations check its lines. What is no way to a new account opens none. */
export function rulesOfFields(fields: FormFields) {
  const lines = (name: string) =>
    (fields[name] ?? [])
      .flatMap((text) => text.split("\n"))
      .map((line) => line.trim())
      .filter(Boolean);
  return {
    emailDomains: lines("emailDomains"),
    emails: lines("emails"),
    groups: lines("groups"),
    signUp: signUpChoices.find((mode) => mode === fields["signUp"]?.[0]) ?? "closed",
  };
}
