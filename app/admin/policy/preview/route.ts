import { portal } from "#server/portal.ts";
import { seeOther } from "../../../_form.ts";
import { answerTypedForm, withQuery } from "../../_draft.ts";
import { type PolicyNote, policyForm, policyNoteKind } from "../_policy-note.ts";
import { rulesOfFields } from "../_rules-of-fields.ts";

/** Counts who would lose access, and leads to the question; nothing is changed. */
export async function POST(request: Request): Promise<Response> {
  const form = { purpose: "admin/policy/preview", ...policyForm };
  return answerTypedForm(request, form, async ({ session, actor }, fields) => {
    const { admin, consoleNotes } = portal();
    const effect = await admin.call(actor, "policy.preview", rulesOfFields(fields));
    const note: PolicyNote = { fields, effect };
    return seeOther(withQuery("/admin/policy", { ask: await consoleNotes.keep(session, policyNoteKind, note) }));
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/policy");
}
