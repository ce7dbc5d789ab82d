import { portal } from "#server/portal.ts";
import { seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerAdminForm } from "../../_admin.ts";

export async function POST(request: Request): Promise<Response> {
  return answerAdminForm(request, { purpose: "admin/keys/rotate", page: "/admin/keys" }, async ({ actor }) => {
    const { made } = await portal().admin.call(actor, "signing-keys.rotate", {});
    return seeOther("/admin/keys?done", [receiptCookie("keys-changed", { act: "rotated", made })]);
  });
}

/** The address of the form, opened or reloaded: back to it. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/keys");
}
