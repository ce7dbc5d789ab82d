import { seeOther } from "../../../_form.ts";
import { answerEntryAct } from "../../_answer-entry-act.ts";

export async function POST(request: Request): Promise<Response> {
  return answerEntryAct(request, "clients");
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/apps");
}
