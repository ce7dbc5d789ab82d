import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import { ConsentQuestion } from "../../consent/consent-question.tsx";
import type { Frame } from "../../frame/frame.ts";
import { Button } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";
import { Notice } from "../../parts/notice.tsx";
import { TextLink } from "../../parts/text-link.tsx";

/** The consent page as people see it when the app asks for everything that it may; nothing can be answered. */
export function ConsentPreview({ frame, view, href }: { frame: Frame; view: ConsentView; href: string }) {
  const { t } = frame;
  return (
    <>
      <p className="mb-4">
        <TextLink href={href}>{t.text("admin.apps.consent_back", { app: view.client.name })}</TextLink>
      </p>
      <div className="mb-6 max-w-xl">
        <Notice>{t.text("admin.apps.consent_text")}</Notice>
      </div>
      <Card className="max-w-xl">
        <ConsentQuestion
          frame={frame}
          view={view}
          answer={(fields) => (
            <fieldset disabled className="mt-6">
              {fields}
              <div className="mt-6 grid gap-3 sm:grid-cols-2">
                <Button type="button" kind="secondary">
                  {t.text("consent.cancel")}
                </Button>
                <Button type="button">{t.text("consent.allow")}</Button>
              </div>
            </fieldset>
          )}
        />
      </Card>
    </>
  );
}
