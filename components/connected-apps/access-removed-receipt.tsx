import type { RevocationReceipt } from "#server/connected-apps/connected-apps.ts";
import type { Translator } from "../messages/create-translator.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Card } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { Icon } from "../parts/icon.tsx";

export function AccessRemovedReceipt({ t, receipt }: { t: Translator; receipt: RevocationReceipt }) {
  return (
    <div className="mx-auto max-w-xl">
      <div className="mb-6 flex items-center gap-4">
        <span
          data-filled=""
          className="flex size-12 shrink-0 items-center justify-center rounded-full bg-good-soft text-good"
        >
          <Icon name="check" className="size-6" />
        </span>
        <h1 className="min-w-0 font-semibold text-2xl tracking-tight">
          {t.text("apps.removed_heading", { app: receipt.appName })}
        </h1>
      </div>
      <p className="mb-6 text-muted">{t.text("apps.removed_text")}</p>
      <Card>
        <Facts
          items={[
            { name: t.text("apps.removed_when"), value: t.dateTime(receipt.revokedAtSeconds) },
            { name: t.text("apps.removed_access_tokens"), value: receipt.accessTokens },
            { name: t.text("apps.removed_refresh_tokens"), value: receipt.refreshTokens },
            { name: t.text("apps.removed_told"), value: t.text("apps.removed_told_text") },
          ]}
        />
      </Card>
      <ButtonLink href="/connected-apps" kind="secondary" className="mt-6">
        {t.text("apps.removed_back")}
      </ButtonLink>
    </div>
  );
}
