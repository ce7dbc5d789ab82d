import { portal } from "#server/portal.ts";
import { seeOther } from "../../../../_form.ts";
import { receiptCookie } from "../../../../_receipt.ts";
import { answerAdminForm } from "../../../_admin.ts";

interface Context {
  params: Promise<{ id: string }>;
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const form = { purpose: `admin/grants/${id}/revoke`, page: `/admin/grants/${encodeURIComponent(id)}` };
  return answerAdminForm(request, form, async ({ actor }) => {
    const done = await portal().admin.call(actor, "grants.revoke", { id });
    const counts = done.ended;
    return seeOther("/admin/grants", [
      receiptCookie("admin-done", { act: "grants.revoke", name: done.userId, counts }),
    ]);
  });
}
