import type { ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import { AskingApp } from "../../consent/asking-app.tsx";
import { ConsentDuration } from "../../consent/consent-duration.tsx";
import { ConsentScopes } from "../../consent/consent-scopes.tsx";
import type { Frame } from "../../frame/frame.ts";
import { Button } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";
import { Notice } from "../../parts/notice.tsx";
import { TextLink } from "../../parts/text-link.tsx";

/** The consent page as people see it when the app asks for everything that it may; nothing can be answered. */
export function ConsentPreview({ frame, view, href }: { frame: Frame; view: ConsentView; href: string }) {
  const { t, branding } = frame;
  const { client } = view;
  return (
    <>
      <p className="mb-4">
        <TextLink href={href}>{t.text("admin.apps.consent_back", { app: client.name })}</TextLink>
      </p>
      <div className="mb-6 max-w-xl">
        <Notice>{t.text("admin.apps.consent_text")}</Notice>
      </div>
      <Card className="max-w-xl">
        <AskingApp
          frame={frame}
          view={view}
          heading={t.text("consent.heading", { app: client.name })}
          hostLabel={t.text(client.program ? "consent.claims_host" : "consent.answer_to")}
        />
        {!client.reviewed && (
          <div className="mt-6">
            <Notice tone="warn">
              {t.rich(client.program ? "consent.not_reviewed_program" : "consent.not_reviewed_text", {
                brand: branding.name,
                host: <bdi key="host">{client.hostName}</bdi>,
              })}
            </Notice>
          </div>
        )}
        <fieldset disabled className="mt-6">
          <ConsentScopes t={t} view={view} />
          <ConsentDuration t={t} view={view} />
          <div className="mt-6 grid gap-3 sm:grid-cols-2">
            <Button type="button" kind="secondary">
              {t.text("consent.cancel")}
            </Button>
            <Button type="button">{t.text("consent.allow")}</Button>
          </div>
        </fieldset>
      </Card>
    </>
  );
}
