import type { Frame } from "../frame/frame.ts";
import { Button } from "../parts/button.tsx";
import { Notice } from "../parts/notice.tsx";

interface InvitationCardProps {
  frame: Frame;
  /** The address that it is for. */
  email: string | undefined;
  expiresAtSeconds: number;
  signedInAs: string | undefined;
  action: string;
}

/** What a person is invited to, until when, and with which account they can accept it. */
export function InvitationCard({ frame, email, expiresAtSeconds, signedInAs, action }: InvitationCardProps) {
  const { t, branding } = frame;
  const names = { brand: branding.name };
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">{t.text("invitation.heading", names)}</h1>
      <p className="mt-2">{t.text("invitation.text", names)}</p>
      <p className="mt-2 text-muted">{t.text("invitation.until", { date: t.dateTime(expiresAtSeconds) })}</p>
      {email && (
        <div className="mt-6">
          <Notice>{t.rich("invitation.for", { email: <bdi key="email">{email}</bdi> })}</Notice>
        </div>
      )}
      {signedInAs && <p className="mt-4 text-muted">{t.text("invitation.signed_in", { name: signedInAs })}</p>}
      <form method="post" action={action} className="mt-6">
        <Button className="w-full">{t.text("invitation.accept")}</Button>
      </form>
    </>
  );
}
