import type { Translator } from "../messages/create-translator.ts";
import { Badge } from "../parts/badge.tsx";

export function AppReviewBadge({ t, reviewed }: { t: Translator; reviewed: boolean }) {
  return (
    <Badge tone={reviewed ? "good" : "neutral"} {...(reviewed ? { icon: "shield" } : {})}>
      {t.text(reviewed ? "apps.reviewed" : "apps.not_reviewed")}
    </Badge>
  );
}
