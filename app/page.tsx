import { PageShell } from "#components/frame/page-shell.tsx";
import { HomeSignedIn } from "#components/home/home-signed-in.tsx";
import { HomeWelcome } from "#components/home/home-welcome.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "./_error-page.ts";
import { currentFrame, nowSeconds } from "./_request.ts";
import { currentSession } from "./_session.ts";
import { titled } from "./_title.ts";

export const generateMetadata = titled("home.title");

export default async function HomePage() {
  const frame = await currentFrame();
  const session = await currentSession();
  if (!session) {
    return (
      <PageShell frame={frame} path="/">
        <HomeWelcome frame={frame} />
      </PageShell>
    );
  }
  const apps = await orErrorPage(() => portal().connectedApps.list(session));
  const { demo, providers } = portal().settings;
  const provider = providers.find(({ id }) => id === session.providerId);
  return (
    <PageShell frame={frame} person={session} place="home" path="/">
      <HomeSignedIn
        frame={frame}
        person={session}
        provider={
          session.providerId === undefined
            ? undefined
            : { name: provider?.name ?? session.providerId, brand: provider?.brand ?? "generic" }
        }
        signedInAtSeconds={session.authTimeSeconds}
        nowSeconds={nowSeconds()}
        appCount={apps.length}
        demo={demo}
      />
    </PageShell>
  );
}
