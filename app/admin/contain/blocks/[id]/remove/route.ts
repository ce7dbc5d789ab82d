import { portal } from "#server/portal.ts";
import { seeOther } from "../../../../../_form.ts";
import { answerAdminForm } from "../../../../_admin.ts";

interface Context {
  params: Promise<{ id: string }>;
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const page = "/admin/contain";
  return answerAdminForm(request, { purpose: `admin/contain/blocks/${id}/remove`, page }, async ({ actor }) => {
    await portal().admin.call(actor, "contain.unblock", { id });
    return seeOther(page);
  });
}
