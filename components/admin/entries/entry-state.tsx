import type { Translator } from "../../messages/create-translator.ts";
import { Badge } from "../../parts/badge.tsx";

interface EntryStateFacts {
  origin: "settings" | "database";
  enabled: boolean;
}

/** Where an entry is kept, and whether it is in use. */
export function EntryState({ t, entry: { origin, enabled } }: { t: Translator; entry: EntryStateFacts }) {
  return (
    <span className="inline-flex flex-wrap gap-1.5">
      <Badge tone={origin === "settings" ? "neutral" : "accent"}>{t.text(`admin.entry.origin_${origin}`)}</Badge>
      {!enabled && <Badge tone="warn">{t.text("admin.entry.disabled")}</Badge>}
    </span>
  );
}
