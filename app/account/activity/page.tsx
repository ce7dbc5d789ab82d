import { AccountTabs } from "#components/account/account-tabs.tsx";
import { ActivityList } from "#components/account/activity-list.tsx";
import { PageShell } from "#components/frame/page-shell.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../../_error-page.ts";
import { currentFrame, nowSeconds } from "../../_request.ts";
import { requireSession } from "../../_session.ts";
import { titled } from "../../_title.ts";

export const generateMetadata = titled("activity.title");

const shownEntries = 100;

/** Always stands beside an event that says the same in words that people know. */
const behindTheScenes: ReadonlySet<string> = new Set(["session.started", "sign_in.started"]);

export default async function ActivityPage() {
  const session = await requireSession("/account/activity");
  const frame = await currentFrame();
  const { t } = frame;
  const { accounts, connectedApps, settings } = portal();
  const [entries, apps] = await orErrorPage(() =>
    Promise.all([accounts.activity(session, shownEntries), connectedApps.list(session)]),
  );
  const names = new Map<string, string>([
    ...settings.providers.map(({ id, name }) => [id, name] as const),
    ...settings.clientNames,
    ...apps.map(({ clientId, name }) => [clientId, name] as const),
  ]);
  return (
    <PageShell frame={frame} person={session} place="account" path="/account/activity">
      <PageHeading title={t.text("account.title")} />
      <AccountTabs t={t} current="activity" />
      <ActivityList
        t={t}
        entries={entries.filter(({ type }) => !behindTheScenes.has(type))}
        names={names}
        nowSeconds={nowSeconds()}
      />
    </PageShell>
  );
}
