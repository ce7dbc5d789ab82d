import { AccountTabs } from "#components/account/account-tabs.tsx";
import { SessionList } from "#components/account/session-list.tsx";
import { PageShell } from "#components/frame/page-shell.tsx";
import { Notice } from "#components/parts/notice.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../../_error-page.ts";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { requireSession } from "../../_session.ts";
import { titled } from "../../_title.ts";

export const generateMetadata = titled("sessions.title");

export default async function SessionsPage({ searchParams }: { searchParams: SearchParams }) {
  const session = await requireSession("/account/sessions");
  const frame = await currentFrame();
  const { t } = frame;
  const sessions = await orErrorPage(() => portal().sessions.listOfUser(session));
  const ended = "ended" in (await searchParams) ? await readReceipt("sessions-ended") : undefined;
  const { formTokens, settings } = portal();
  return (
    <PageShell frame={frame} person={session} place="account" path="/account/sessions">
      <PageHeading title={t.text("account.title")} />
      <AccountTabs t={t} current="sessions" />
      {ended && (
        <div className="mb-6">
          <Notice tone="good" announce>
            {t.text("sessions.ended", { count: ended.count })}
          </Notice>
        </div>
      )}
      <SessionList
        t={t}
        sessions={sessions}
        providers={settings.providers}
        nowSeconds={nowSeconds()}
        formTokenFor={(purpose) => formTokens.issue(session, purpose)}
      />
    </PageShell>
  );
}
