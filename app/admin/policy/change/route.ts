import { portal } from "#server/portal.ts";
import { seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerTypedForm } from "../../_draft.ts";
import { revisionOf } from "../../_revision-of.ts";
import { policyForm } from "../_policy-note.ts";
import { rulesOfFields } from "../_rules-of-fields.ts";

export async function POST(request: Request): Promise<Response> {
  const form = { purpose: "admin/policy/change", ...policyForm };
  return answerTypedForm(request, form, async ({ actor }, fields) => {
    const ifMatch = revisionOf(fields);
    const { effect } = await portal().admin.call(actor, "policy.change", rulesOfFields(fields), { ifMatch });
    return seeOther("/admin/policy?done", [receiptCookie("policy-changed", { people: effect.people })]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/policy");
}
