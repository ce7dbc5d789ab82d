import { portal } from "#server/portal.ts";
import { seeOther } from "../../../../../../_form.ts";
import { receiptCookie } from "../../../../../../_receipt.ts";
import { answerAdminForm } from "../../../../../_admin.ts";

interface Context {
  params: Promise<{ id: string; identityId: string }>;
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id, identityId } = await params;
  const page = `/admin/people/${encodeURIComponent(id)}`;
  const purpose = `admin/people/${id}/identities/${identityId}/remove`;
  const form = { purpose, page: `${page}?ask=${encodeURIComponent(identityId)}` };
  return answerAdminForm(request, form, async ({ actor }) => {
    const { ended } = await portal().admin.call(actor, "users.remove-identity", { id, identityId });
    return seeOther(page, [receiptCookie("admin-done", { act: "remove-identity", name: id, counts: ended })]);
  });
}
