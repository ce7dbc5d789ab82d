import { redirect } from "next/navigation";
import { ConsentCard } from "#components/consent-card.tsx";
import { FocusShell } from "#components/focus-shell.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../../_error-page.ts";
import { cookieHeader, currentFrame, type SearchParams, single } from "../../_request.ts";
import { currentSession, signInPath } from "../../_session.ts";
import { titled } from "../../_title.ts";

export const generateMetadata = titled("consent.title");

interface Props {
  params: Promise<{ uid: string }>;
  searchParams: SearchParams;
}

export default async function ConsentPage({ params, searchParams }: Props) {
  const { uid } = await params;
  const path = `/consent/${encodeURIComponent(uid)}`;
  const session = await currentSession();
  const step = await orErrorPage(async () => portal().consent.open(uid, await cookieHeader(), session));
  if (step.kind === "continue") redirect(step.redirectTo);
  if (step.kind === "sign_in" || !session) {
    const { prompt, loginHint } = step.kind === "sign_in" ? step : { prompt: undefined, loginHint: undefined };
    redirect(signInPath(path, { prompt, login_hint: loginHint }));
  }
  const frame = await currentFrame(single((await searchParams)["ui_locales"]));
  return (
    <FocusShell frame={frame} path={path} wide>
      <ConsentCard
        frame={frame}
        view={step.view}
        person={session}
        switchAccountPath={signInPath(path, { prompt: "select_account" })}
      />
    </FocusShell>
  );
}
