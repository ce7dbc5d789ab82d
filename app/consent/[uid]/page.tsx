import { redirect } from "next/navigation";
import { ConsentCard } from "#components/consent/consent-card.tsx";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../../_error-page.ts";
import { cookieHeader, currentFrame, type SearchParams, single } from "../../_request.ts";
import { currentSession, signInPath } from "../../_session.ts";
import { titled } from "../../_title.ts";
import { requestPath } from "../_request-path.ts";

export const generateMetadata = titled("consent.title");

interface Props {
  params: Promise<{ uid: string }>;
  searchParams: SearchParams;
}

export default async function ConsentPage({ params, searchParams }: Props) {
  const { uid } = await params;
  // The language that the app asked for (OIDC Core §3.1.2.1) goes along to the sign-in page and back.
  const query = await searchParams;
  const uiLocales = single(query["ui_locales"]);
  const app = single(query["app"]);
  const path = requestPath(uid, { ui_locales: uiLocales, app });
  const session = await currentSession();
  const step = await orErrorPage(async () => portal().consent.open(uid, await cookieHeader(), session), path);
  if (step.kind === "continue") redirect(step.redirectTo);
  if (step.kind === "sign_in" || !session) {
    const { prompt, loginHint } = step.kind === "sign_in" ? step : { prompt: undefined, loginHint: undefined };
    redirect(signInPath(path, { prompt, login_hint: loginHint, ui_locales: uiLocales }));
  }
  const frame = await currentFrame(uiLocales);
  return (
    <FocusShell frame={frame} path={path} wide>
      <ConsentCard
        frame={frame}
        view={step.view}
        person={session}
        decisionPath={requestPath(uid, { app }, "/decision")}
        switchAccountPath={signInPath(path, { prompt: "select_account", ui_locales: uiLocales })}
      />
    </FocusShell>
  );
}
