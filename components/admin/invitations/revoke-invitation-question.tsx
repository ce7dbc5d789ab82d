import type { Frame } from "../../frame/frame.ts";
import { QuestionCard } from "../parts/question-card.tsx";
import type { InvitationView } from "./invitations-table.tsx";

/** Asks before an invitation is taken back. */
export function RevokeInvitationQuestion({
  frame,
  invitation: { id, email },
  formToken,
  freshSignInHref,
}: {
  frame: Frame;
  invitation: InvitationView;
  formToken: string;
  freshSignInHref: string | undefined;
}) {
  const { t } = frame;
  return (
    <QuestionCard
      frame={frame}
      title={
        email === null
          ? t.text("admin.invitations.revoke_first")
          : t.text("admin.invitations.revoke_heading", { email })
      }
      back={{ href: "/admin/invitations", label: t.text("admin.invitations") }}
      ends={[{ id: "link", text: t.text("admin.invitations.revoke_effect") }]}
      action="/admin/invitations/revoke"
      formToken={formToken}
      confirm={t.text("admin.invitations.revoke_confirm")}
      freshSignInHref={freshSignInHref}
    >
      <input type="hidden" name="id" value={id} />
    </QuestionCard>
  );
}
