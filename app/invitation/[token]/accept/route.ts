import { portal } from "#server/portal.ts";
import { errorPagePath } from "../../../_error-page.ts";
import { seeOther } from "../../../_form.ts";

/**
 * Remembers the invitation in this browser and leads to sign-in, where it is used up. Needs no session; the front door has refused
 * other sites' forms.
 */
export async function POST(_request: Request, { params }: { params: Promise<{ token: string }> }): Promise<Response> {
  try {
    const { token } = await params;
    const { invitations, requestId } = portal();
    if (!(await invitations.open(token))) {
      return seeOther(`/error?${new URLSearchParams({ code: "invitation_invalid", ref: requestId() })}`);
    }
    // A person who is signed in already is asked again, because the invitation may be for another account of theirs.
    return seeOther("/sign-in?prompt=select_account", [invitations.remember(token)]);
  } catch (error) {
    return seeOther(errorPagePath(error));
  }
}
