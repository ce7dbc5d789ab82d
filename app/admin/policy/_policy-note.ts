import type { FormFields } from "#components/admin/entries/field-spec.ts";
import type { OperationOutput } from "#server/admin/operations.ts";

/** What the question before a policy is set shows: the form with its revision, and whom it concerns. */
export interface PolicyNote {
  fields: FormFields;
  effect: OperationOutput<"policy.preview">;
}

export const policyNoteKind = "policy/question";

/** Of the form and of the question after it: what was typed comes back to the form. */
export const policyForm = { page: "/admin/policy?edit", kind: "policy/rules" } as const;
