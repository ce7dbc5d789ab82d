import { portal } from "#server/portal.ts";
import { seeOther } from "../../../_form.ts";
import { answerTypedForm, withQuery } from "../../_draft.ts";
import { type InvitationNote, invitationNoteKind } from "../_invitation-note.ts";

export async function POST(request: Request): Promise<Response> {
  const form = { purpose: "admin/invitations/create", page: "/admin/invitations/new", kind: "invitations/create" };
  return answerTypedForm(request, form, async ({ session, actor }, fields) => {
    const { admin, consoleNotes } = portal();
    const one = (name: string) => fields[name]?.[0]?.trim() || undefined;
    const terms = {
      email: one("email"),
      roles: [...(fields["roles"] ?? [])],
      expiresInSeconds: one("expiresInSeconds"),
    };
    const { url, email } = await admin.call(actor, "invitations.create", terms);
    const note: InvitationNote = { url, email };
    const made = await consoleNotes.keep(session, invitationNoteKind, note);
    return seeOther(withQuery("/admin/invitations", { made }));
  });
}

/** The address of the form, opened or reloaded: back to it. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/invitations/new");
}
