import { FocusShell } from "#components/frame/focus-shell.tsx";
import { SignOutQuestion } from "#components/sign-out/sign-out-question.tsx";
import { SignOutReceiptCard } from "#components/sign-out/sign-out-receipt-card.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../_error-page.ts";
import { readReceipt } from "../_receipt.ts";
import { currentFrame, type SearchParams, single } from "../_request.ts";
import { currentSession } from "../_session.ts";
import { titled } from "../_title.ts";
import { providerName } from "./_provider-name.ts";

export const generateMetadata = titled("sign_out.title");

/** Asks first, and shows a receipt afterwards. An app that sent the person here may name a language. */
export default async function SignOutPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const uiLocales = single(query["ui_locales"]);
  const frame = await currentFrame(uiLocales);
  const session = await currentSession();
  const path = pagePath({ ui_locales: uiLocales, after: single(query["after"]) });
  return (
    <FocusShell frame={frame} path={path}>
      {session ? (
        <SignOutQuestion
          frame={frame}
          name={session.displayName}
          providerName={session.providerId === undefined ? undefined : providerName(session.providerId)}
          action="/sign-out/confirm"
          formToken={portal().formTokens.issue(session, "sign-out")}
        />
      ) : (
        <SignOutReceiptCard
          frame={frame}
          receipt={await readReceipt("signed-out")}
          told={await orErrorPage(() => portal().frontchannel.view(path))}
          providerName={providerName}
        />
      )}
    </FocusShell>
  );
}

function pagePath(parameters: Record<string, string | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parameters)) if (value !== undefined) query.set(name, value);
  return query.size === 0 ? "/sign-out" : `/sign-out?${query}`;
}
