import type { Translator } from "../../messages/create-translator.ts";
import type { FieldSpec } from "../entries/field-spec.ts";

/** How new accounts come about, strictest last. */
export const signUpChoices = ["open", "invited", "closed"] as const;

/** The fields of the form that says who may sign in. */
export function policySpecs(t: Translator): FieldSpec[] {
  return [
    {
      path: "emailDomains",
      label: "admin.policy.domains",
      hint: "admin.policy.domains_hint",
      kind: "lines",
      placeholder: "example.com",
    },
    {
      path: "emails",
      label: "admin.policy.emails",
      hint: "admin.policy.emails_hint",
      kind: "lines",
      placeholder: "ada@example.com",
    },
    {
      path: "groups",
      label: "admin.policy.groups",
      hint: "admin.policy.groups_hint",
      kind: "lines",
      placeholder: "corp:staff",
    },
    {
      path: "signUp",
      label: "admin.policy.sign_up",
      kind: "choice",
      options: signUpChoices.map((value) => ({ value, label: t.text("admin.policy.sign_up_mode", { mode: value }) })),
    },
  ];
}
