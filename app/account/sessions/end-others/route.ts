import { portal } from "#server/portal.ts";
import { answerForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";

export async function POST(request: Request): Promise<Response> {
  const form = { purpose: "account/sessions/end-others", page: "/account/sessions" };
  return answerForm(request, form, async (session) => {
    const count = await portal().sessions.endAllOfUser(session.userId, "revoked_by_person", session.id);
    return seeOther("/account/sessions?ended", [receiptCookie("sessions-ended", { count })]);
  });
}
