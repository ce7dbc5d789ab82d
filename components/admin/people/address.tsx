import type { Translator } from "../../messages/create-translator.ts";
import { Badge } from "../../parts/badge.tsx";

/** An e-mail address, and whether a provider has verified it. */
export function Address({ t, holder }: { t: Translator; holder: { email: string | null; emailVerified: boolean } }) {
  if (!holder.email) return <span className="text-muted">{t.text("account.no_email")}</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {holder.email}
      {!holder.emailVerified && <Badge tone="warn">{t.text("account.not_verified")}</Badge>}
    </span>
  );
}
