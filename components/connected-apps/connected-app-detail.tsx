import type { ConnectedApp } from "#server/authorization-server/connected-apps/connected-apps.ts";
import type { Frame } from "../frame/frame.ts";
import { AppIcon } from "../parts/app-icon.tsx";
import { ButtonLink } from "../parts/button.tsx";
import { Card, Section } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { PageHeading } from "../parts/page-heading.tsx";
import { CalendarDate } from "../parts/relative-time.tsx";
import { ScopeList } from "../parts/scope-list.tsx";
import { TextLink } from "../parts/text-link.tsx";
import { AppReviewBadge } from "./app-review-badge.tsx";
import { LastUsed } from "./connected-app-list.tsx";

export function ConnectedAppDetail({
  frame: { t },
  app,
  nowSeconds,
}: {
  frame: Frame;
  app: ConnectedApp;
  nowSeconds: number;
}) {
  const heading = (
    <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
      <AppIcon name={app.name} logoUri={app.logoUri} />
      <bdi>{app.name}</bdi>
    </span>
  );
  const facts = [
    { name: t.text("apps.granted_on"), value: <CalendarDate t={t} atSeconds={app.grantedAtSeconds} /> },
    { name: t.text("apps.last_used"), value: <LastUsed t={t} app={app} nowSeconds={nowSeconds} /> },
    ...(app.hostName ? [{ name: t.text("apps.host"), value: app.hostName }] : []),
    ...(app.clientUri
      ? [{ name: t.text("apps.website"), value: <TextLink href={app.clientUri}>{app.clientUri}</TextLink> }]
      : []),
    { name: t.text("apps.app_id"), value: <code className="font-mono text-sm">{app.clientId}</code> },
  ];
  return (
    <>
      <PageHeading
        back={{ href: "/connected-apps", label: t.text("apps.title") }}
        title={heading}
        text={<AppReviewBadge t={t} reviewed={app.reviewed} />}
      />
      <div className="grid items-start gap-6 lg:grid-cols-[3fr_2fr]">
        <Card>
          <Section id="scopes" title={t.text("apps.has_access_to")}>
            <ScopeList t={t} scopes={app.scopes} />
          </Section>
        </Card>
        <div className="grid gap-6">
          <Card>
            <Facts items={facts} stacked />
          </Card>
          <Card>
            <p className="mb-4 text-muted">{t.text("apps.remove_text", { app: app.name })}</p>
            <ButtonLink href={`/connected-apps/${app.id}?remove`} kind="danger" className="w-full">
              {t.text("apps.remove")}
            </ButtonLink>
          </Card>
        </div>
      </div>
    </>
  );
}
