import { redirect } from "next/navigation";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { InvitationCard } from "#components/invitation/invitation-card.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../../_error-page.ts";
import { currentFrame } from "../../_request.ts";
import { currentSession } from "../../_session.ts";
import { titled } from "../../_title.ts";

export const generateMetadata = titled("invitation.title");

/** Looking uses nothing up: mail programs open links before people do. */
export default async function InvitationPage({ params }: { params: Promise<{ token: string }> }) {
  const { token } = await params;
  const invitation = await orErrorPage(() => portal().invitations.open(token));
  if (!invitation) redirect(`/error?${new URLSearchParams({ code: "invitation_invalid", ref: portal().requestId() })}`);
  const session = await currentSession();
  const frame = await currentFrame();
  const path = `/invitation/${token}`;
  return (
    <FocusShell frame={frame} path={path}>
      <InvitationCard
        frame={frame}
        email={invitation.email}
        expiresAtSeconds={Math.floor(invitation.expiresAt.getTime() / 1000)}
        signedInAs={session?.displayName}
        action={`${path}/accept`}
      />
    </FocusShell>
  );
}
