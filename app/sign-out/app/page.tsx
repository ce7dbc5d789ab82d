import { redirect } from "next/navigation";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { SignOutQuestion } from "#components/sign-out/sign-out-question.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../../_error-page.ts";
import { currentFrame, type SearchParams, single } from "../../_request.ts";
import { currentSession } from "../../_session.ts";
import { titled } from "../../_title.ts";
import { providerName } from "../_provider-name.ts";

export const generateMetadata = titled("sign_out.title");

/** An app wants this person signed out (/oauth2/end-session) and can't prove that they asked for it: so they are asked. */
export default async function AppSignOutPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  // Repeated parameters stay repeated, and are refused where they are read.
  const request = new URLSearchParams(
    Object.entries(query).flatMap(([name, values]) => [values ?? []].flat().map((value) => [name, value])),
  );
  const session = await currentSession();
  const step = await orErrorPage(async () => portal().logout.open(request, session));
  if (step.kind === "continue" || !session) redirect(step.kind === "continue" ? step.redirectTo : "/sign-out");
  const frame = await currentFrame(single(query["ui_locales"]));
  return (
    <FocusShell frame={frame} path={`/sign-out/app?${request}`}>
      <SignOutQuestion
        frame={frame}
        name={session.displayName}
        providerName={session.providerId === undefined ? undefined : providerName(session.providerId)}
        action="/sign-out/app/confirm"
        formToken={step.view.formToken}
        asking={{ clientName: step.view.clientName, request: request.toString() }}
      />
    </FocusShell>
  );
}
