import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerAdminForm } from "../../_admin.ts";

const page = "/admin/invitations";

export async function POST(request: Request): Promise<Response> {
  const id = String((await readForm(request.clone() as Request)).get("id") ?? "");
  const form = { purpose: `admin/invitations/revoke/${id}`, page: `${page}?${new URLSearchParams({ revoke: id })}` };
  return answerAdminForm(request, form, async ({ actor }) => {
    const { email } = await portal().admin.call(actor, "invitations.revoke", { id });
    return seeOther(`${page}?done`, [receiptCookie("invitation-revoked", { email })]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther(page);
}
