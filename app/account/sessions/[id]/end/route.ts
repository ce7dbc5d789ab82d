import { portal } from "#server/portal.ts";
import { answerForm, seeOther } from "../../../../_form.ts";
import { receiptCookie } from "../../../../_receipt.ts";

interface Context {
  params: Promise<{ id: string }>;
}

/** Ends one of the person's own sessions. One that is gone already, or was never theirs, is nothing to end. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id } = await params;
  const form = { purpose: `account/sessions/${id}/end`, page: "/account/sessions" };
  return answerForm(request, form, async (session) => {
    const { sessions } = portal();
    const own = (await sessions.listOfUser(session)).find((summary) => summary.id === id && !summary.current);
    if (own) await sessions.end({ id: own.id, userId: session.userId }, "revoked_by_person");
    return seeOther("/account/sessions?ended", [receiptCookie("sessions-ended", { count: own ? 1 : 0 })]);
  });
}
