import { portal } from "#server/portal.ts";
import { seeOther } from "../../../../_form.ts";
import { answerAdminForm } from "../../../_admin.ts";

interface Context {
  params: Promise<{ id: string }>;
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const page = `/admin/people/${encodeURIComponent(id)}`;
  return answerAdminForm(request, { purpose: `admin/people/${id}/disable`, page }, async ({ actor }) => {
    await portal().admin.call(actor, "users.disable", { id });
    return seeOther(page);
  });
}
