import { portal } from "#server/portal.ts";
import { errorPagePath } from "../../_error-page.ts";
import { readForm, seeOther, sessionOf } from "../../_form.ts";
import { receiptCookie } from "../../_receipt.ts";

/** Ends the session. Without one there is nothing to end: that is what was asked for. */
export async function POST(request: Request): Promise<Response> {
  const { formTokens, sessions, signOut } = portal();
  try {
    const session = await sessionOf(request);
    if (!session) return seeOther("/sign-out", [sessions.clearCookieHeader()]);
    formTokens.require(session, "sign-out", (await readForm(request)).get("form_token"));
    const receipt = await signOut(session);
    return seeOther(receipt.signedOutPage?.() ?? "/sign-out", [
      sessions.clearCookieHeader(),
      receiptCookie("signed-out", receipt),
    ]);
  } catch (error) {
    return seeOther(errorPagePath(error, "/sign-out"));
  }
}
