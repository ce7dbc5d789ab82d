import { notFound } from "next/navigation";
import { cache } from "react";
import { ConnectedAppDetail } from "#components/connected-apps/connected-app-detail.tsx";
import { RemoveAccessQuestion } from "#components/connected-apps/remove-access-question.tsx";
import { PageShell } from "#components/frame/page-shell.tsx";
import type { ConnectedApp } from "#server/authorization-server/connected-apps/connected-apps.ts";
import { portal } from "#server/portal.ts";
import { errorCodeOf, orErrorPage } from "../../_error-page.ts";
import { currentFrame, currentTranslator, nowSeconds, type SearchParams } from "../../_request.ts";
import { currentSession, requireSession } from "../../_session.ts";
import { pageTitle } from "../../_title.ts";

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

/** Read once for title and page. Another person's app is as unknown as one that never was. */
const findApp = cache((id: string): Promise<ConnectedApp> => {
  return orErrorPage(async () => {
    const session = await requireSession(`/connected-apps/${encodeURIComponent(id)}`);
    try {
      return await portal().connectedApps.get(session, id);
    } catch (error) {
      if (errorCodeOf(error) === "grant_not_found") notFound();
      throw error;
    }
  });
});

export async function generateMetadata({ params, searchParams }: Props) {
  const t = await currentTranslator();
  if (!(await currentSession())) return pageTitle(t.text("apps.title"));
  const { name } = await findApp((await params).id);
  return pageTitle("remove" in (await searchParams) ? t.text("apps.remove_title", { app: name }) : name);
}

/** One app; with `?remove` the question before its access is taken away. */
export default async function ConnectedAppPage({ params, searchParams }: Props) {
  const { id } = await params;
  const app = await findApp(id);
  const session = await requireSession(`/connected-apps/${app.id}`);
  const frame = await currentFrame();
  const removing = "remove" in (await searchParams);
  const path = `/connected-apps/${app.id}`;
  return (
    <PageShell frame={frame} person={session} place="apps" path={removing ? `${path}?remove` : path}>
      {removing ? (
        <RemoveAccessQuestion
          frame={frame}
          app={app}
          formToken={portal().formTokens.issue(session, `connected-apps/${app.id}/remove`)}
        />
      ) : (
        <ConnectedAppDetail frame={frame} app={app} nowSeconds={nowSeconds()} />
      )}
    </PageShell>
  );
}
