import { limitedWhom } from "#components/admin/limits/limit-words.ts";
import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { currentTranslator } from "../../../_request.ts";
import { answerAdminForm } from "../../_admin.ts";

const page = "/admin/limits";

export async function POST(request: Request): Promise<Response> {
  const id = String((await readForm(request.clone() as Request)).get("limit") ?? "");
  const asked = `${page}?${new URLSearchParams({ lift: id })}`;
  return answerAdminForm(request, { purpose: "admin/limits/lift", page: asked }, async ({ actor }) => {
    const { lifted, unreached } = await portal().admin.call(actor, "limits.lift", { id });
    const whom = limitedWhom(await currentTranslator(), lifted);
    return seeOther(`${page}?done`, [receiptCookie("limit-lifted", { whom, unreached })]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther(page);
}
