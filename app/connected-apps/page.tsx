import { ConnectedAppList } from "#components/connected-apps/connected-app-list.tsx";
import { PageShell } from "#components/frame/page-shell.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../_error-page.ts";
import { currentFrame, nowSeconds } from "../_request.ts";
import { requireSession } from "../_session.ts";
import { titled } from "../_title.ts";

export const generateMetadata = titled("apps.title");

export default async function ConnectedAppsPage() {
  const session = await requireSession("/connected-apps");
  const frame = await currentFrame();
  const apps = await orErrorPage(() => portal().connectedApps.list(session));
  const { t } = frame;
  return (
    <PageShell frame={frame} person={session} place="apps" path="/connected-apps">
      <PageHeading title={t.text("apps.title")} text={t.text("apps.text")} />
      <ConnectedAppList
        t={t}
        apps={apps}
        nowSeconds={nowSeconds()}
        demoAppUrl={portal().settings.demo?.calendarBuddyUrl}
      />
    </PageShell>
  );
}
