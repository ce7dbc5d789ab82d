import type { Translator } from "../../messages/create-translator.ts";
import { Notice } from "../../parts/notice.tsx";
import { CopyBlock } from "../entries/copy-block.tsx";

/** The link of an invitation that was just made. */
export function InvitationMade({ t, url, email }: { t: Translator; url: string; email: string | null }) {
  return (
    <div className="mb-6 grid gap-3">
      <Notice tone="good" announce>
        <p className="font-medium">{t.text("admin.invitations.made")}</p>
        <p>
          {email === null ? t.text("admin.invitations.send_first") : t.text("admin.invitations.send_to", { email })}
        </p>
      </Notice>
      <CopyBlock label={t.text("admin.invitations.link")}>{url}</CopyBlock>
    </div>
  );
}
