import { FocusShell } from "#components/frame/focus-shell.tsx";
import { SignOutQuestion } from "#components/sign-out/sign-out-question.tsx";
import { SignOutReceiptCard } from "#components/sign-out/sign-out-receipt-card.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../_receipt.ts";
import { currentFrame, type SearchParams, single } from "../_request.ts";
import { currentSession } from "../_session.ts";
import { titled } from "../_title.ts";
import { providerName } from "./_provider-name.ts";

export const generateMetadata = titled("sign_out.title");

/** Asks before, and tells honestly after. An app that sent the person here may wish for a language. */
export default async function SignOutPage({ searchParams }: { searchParams: SearchParams }) {
  const uiLocales = single((await searchParams)["ui_locales"]);
  const frame = await currentFrame(uiLocales);
  const session = await currentSession();
  const path = uiLocales ? `/sign-out?${new URLSearchParams({ ui_locales: uiLocales })}` : "/sign-out";
  return (
    <FocusShell frame={frame} path={path}>
      {session ? (
        <SignOutQuestion
          frame={frame}
          name={session.displayName}
          providerName={providerName(session.providerId)}
          action="/sign-out/confirm"
          formToken={portal().formTokens.issue(session, "sign-out")}
        />
      ) : (
        <SignOutReceiptCard frame={frame} receipt={await readReceipt("signed-out")} providerName={providerName} />
      )}
    </FocusShell>
  );
}
