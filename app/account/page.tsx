import { AccountProfile } from "#components/account/account-profile.tsx";
import { AccountTabs } from "#components/account/account-tabs.tsx";
import { PageShell } from "#components/frame/page-shell.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../_error-page.ts";
import { currentFrame, nowSeconds } from "../_request.ts";
import { requireSession } from "../_session.ts";
import { titled } from "../_title.ts";

export const generateMetadata = titled("account.title");

export default async function AccountPage() {
  const session = await requireSession("/account");
  const frame = await currentFrame();
  const account = await orErrorPage(() => portal().accounts.summary(session));
  return (
    <PageShell frame={frame} person={session} place="account" path="/account">
      <PageHeading title={frame.t.text("account.title")} />
      <AccountTabs t={frame.t} current="profile" />
      <AccountProfile
        frame={frame}
        account={account}
        currentIdentityId={session.identityId}
        providers={portal().settings.providers}
        nowSeconds={nowSeconds()}
      />
    </PageShell>
  );
}
