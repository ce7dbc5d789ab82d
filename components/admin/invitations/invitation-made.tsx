import type { Translator } from "../../messages/create-translator.ts";
import { Notice } from "../../parts/notice.tsx";

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
      <p className="text-sm">
        <span className="mb-1 block font-medium">{t.text("admin.invitations.link")}</span>
        {/* One click selects all; it wraps, so that no part of it is out of sight. */}
        <code className="block select-all break-all rounded-xl border border-line bg-sunken p-4 font-mono">{url}</code>
      </p>
    </div>
  );
}
