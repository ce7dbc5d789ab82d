import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { answerTypedForm } from "../../_draft.ts";
import { listHref } from "../../_list.ts";
import { type ChoiceFields, choiceFields, readChoice } from "../_choice.ts";

export async function POST(request: Request): Promise<Response> {
  const form = await readForm(request.clone());
  const fields: ChoiceFields = {};
  for (const name of choiceFields) {
    const value = form.get(name);
    if (typeof value === "string" && value !== "") fields[name] = value;
  }
  const page = listHref("/admin/contain", fields);
  // The reason is kept over the fresh sign-in that the run needs.
  const typed = { purpose: "admin/contain/run", page, kind: "contain/run" };
  return answerTypedForm(request, typed, async ({ actor }) => {
    const { choice, unknown } = await readChoice(actor, fields);
    if (unknown.length > 0) return seeOther(page);
    const reason = String(form.get("reason") ?? "");
    const { id } = await portal().admin.call(actor, "contain.run", { ...choice, reason });
    return seeOther(`/admin/contain/${id}`);
  });
}
