import { seeOther } from "../../../_form.ts";
import { answerEntryCreate } from "../../_answer-entry-form.ts";
import { providerConsole } from "../_provider-console.ts";

export async function POST(request: Request): Promise<Response> {
  return answerEntryCreate(request, providerConsole);
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/providers");
}
