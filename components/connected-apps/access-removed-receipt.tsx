import type { RevocationReceipt } from "#server/authorization-server/connected-apps/connected-apps.ts";
import type { Translator } from "../messages/create-translator.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Card } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { Icon } from "../parts/icon.tsx";

/** Says "ended" only of what can't be used any more, and of the rest until when it can. */
export function AccessRemovedReceipt({ t, receipt }: { t: Translator; receipt: RevocationReceipt }) {
  const someRemain = receipt.unlisted.count > 0;
  const told = someRemain || receipt.listed.count > 0 ? "apps.removed_told_text_later" : "apps.removed_told_text";
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
          {t.text(someRemain ? "apps.removed_heading_later" : "apps.removed_heading", { app: receipt.appName })}
        </h1>
      </div>
      <p className="mb-6 text-muted">{whatEnded(t, receipt)}</p>
      <Card>
        <Facts
          items={[
            { name: t.text("apps.removed_when"), value: t.dateTime(receipt.revokedAtSeconds) },
            { name: t.text("apps.removed_access_tokens"), value: receipt.accessTokens },
            { name: t.text("apps.removed_refresh_tokens"), value: receipt.refreshTokens },
            ...factsOfSignedTokens(t, receipt),
            { name: t.text("apps.removed_told"), value: t.text(told) },
          ]}
        />
      </Card>
      <ButtonLink href="/connected-apps" kind="secondary" className="mt-6">
        {t.text("apps.removed_back")}
      </ButtonLink>
    </div>
  );
}

function whatEnded(t: Translator, { listed, unlisted }: RevocationReceipt): string {
  if (unlisted.count > 0) return t.text("apps.removed_text_later");
  return listed.count > 0
    ? t.text("apps.removed_text_soon", { seconds: listed.refusedWithinSeconds })
    : t.text("apps.removed_text");
}

function factsOfSignedTokens(t: Translator, { listed, unlisted }: RevocationReceipt) {
  const facts = { seconds: listed.refusedWithinSeconds, count: listed.count };
  const listedFact = { name: t.text("apps.removed_listed"), value: t.text("apps.removed_listed_text", facts) };
  return [...(listed.count > 0 ? [listedFact] : []), ...(unlisted.count > 0 ? [unlistedFact(t, unlisted)] : [])];
}

function unlistedFact(t: Translator, { count, apis, lastExpirySeconds }: RevocationReceipt["unlisted"]) {
  // Times are shown to the minute: the one after the expiry, never the one before it.
  const time = t.dateTime(Math.ceil(lastExpirySeconds / 60) * 60);
  const names = t.list(apis.map(t.group));
  return {
    name: t.text("apps.removed_unlisted"),
    value: t.text("apps.removed_unlisted_text", { count, time, apis: names }),
  };
}
