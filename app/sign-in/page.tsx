import { cookies } from "next/headers";
import { redirect } from "next/navigation";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { SignInCard } from "#components/sign-in/sign-in-card.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../_error-page.ts";
import { currentFrame, type SearchParams, single } from "../_request.ts";
import { currentSession, signInPath } from "../_session.ts";
import { titled } from "../_title.ts";

export const generateMetadata = titled("sign_in.title");

/** Set by sign-in when it succeeds; names a button and nothing else. */
const lastProviderCookie = "portico-last-provider";

/** Prompts that show the page although there is a session already. */
const askAgain = new Set(["login", "select_account", "consent"]);

export default async function SignInPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const returnPath = portal().checkReturnPath(single(query["return_to"]));
  const prompt = askAgain.has(single(query["prompt"]) ?? "") ? single(query["prompt"]) : undefined;
  const session = await currentSession();
  if (session && !prompt) redirect(returnPath);

  const loginHint = single(query["login_hint"])?.slice(0, 320);
  const uiLocales = single(query["ui_locales"]);
  const parameters = { prompt, login_hint: loginHint, ui_locales: uiLocales };
  // The address of this page goes along with its form, as Referer.
  const shorter = await orErrorPage(async () => portal().shortenReturnPath(returnPath));
  if (shorter !== returnPath) redirect(signInPath(shorter, parameters));
  const app = await orErrorPage(() => portal().consent.appBehind(returnPath));
  const frame = await currentFrame(uiLocales);
  return (
    <FocusShell frame={frame} path={signInPath(returnPath, parameters)}>
      <SignInCard
        frame={frame}
        options={portal().signIn.listProviders()}
        wish={{ returnPath, prompt, loginHint }}
        app={app}
        signedInAs={session?.displayName}
        lastProviderId={(await cookies()).get(lastProviderCookie)?.value}
      />
    </FocusShell>
  );
}
