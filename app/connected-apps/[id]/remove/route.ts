import { portal } from "#server/portal.ts";
import { answerForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";

interface Context {
  params: Promise<{ id: string }>;
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const form = { purpose: `connected-apps/${id}/remove`, page: `/connected-apps/${encodeURIComponent(id)}` };
  return answerForm(request, form, async (session) => {
    const receipt = await portal().connectedApps.revoke(session, id);
    return seeOther("/connected-apps/removed", [receiptCookie("access-removed", receipt)]);
  });
}

/** The address of the form, opened or reloaded: back to the question. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(`/connected-apps/${encodeURIComponent((await params).id)}?remove`);
}
