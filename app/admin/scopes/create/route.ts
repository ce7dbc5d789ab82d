import { seeOther } from "../../../_form.ts";
import { answerEntryCreate } from "../../_answer-entry-form.ts";
import { scopeConsole } from "../_scope-console.ts";

export async function POST(request: Request): Promise<Response> {
  return answerEntryCreate(request, scopeConsole);
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/scopes");
}
