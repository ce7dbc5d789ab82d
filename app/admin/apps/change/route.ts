import { seeOther } from "../../../_form.ts";
import { answerEntryChange } from "../../_answer-entry-form.ts";
import { appConsole } from "../_app-console.ts";

export async function POST(request: Request): Promise<Response> {
  return answerEntryChange(request, appConsole);
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/apps");
}
