import { portal } from "#server/portal.ts";
import { seeOther } from "../../../../_form.ts";
import { receiptCookie } from "../../../../_receipt.ts";
import { answerAdminForm } from "../../../_admin.ts";

interface Context {
  params: Promise<{ id: string }>;
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const form = { purpose: `admin/sessions/${id}/end`, page: `/admin/sessions/${encodeURIComponent(id)}` };
  return answerAdminForm(request, form, async ({ actor }) => {
    const done = await portal().admin.call(actor, "sessions.end", { id });
    return seeOther("/admin/sessions", [
      receiptCookie("admin-done", { act: "sessions.end", name: done.userId, counts: done.ended }),
    ]);
  });
}
