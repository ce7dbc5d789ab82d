import { FocusShell } from "#components/frame/focus-shell.tsx";
import { SignOutQuestion, SignOutReceiptCard } from "#components/sign-out/sign-out-card.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../_receipt.ts";
import { currentFrame } from "../_request.ts";
import { currentSession } from "../_session.ts";
import { titled } from "../_title.ts";

export const generateMetadata = titled("sign_out.title");

/** Asks before, and tells honestly after. */
export default async function SignOutPage() {
  const frame = await currentFrame();
  const session = await currentSession();
  return (
    <FocusShell frame={frame} path="/sign-out">
      {session ? (
        <SignOutQuestion
          frame={frame}
          name={session.displayName}
          providerName={providerName(session.providerId)}
          formToken={portal().formTokens.issue(session, "sign-out")}
        />
      ) : (
        <SignOutReceiptCard frame={frame} receipt={await readReceipt("signed-out")} providerName={providerName} />
      )}
    </FocusShell>
  );
}

function providerName(id: string): string {
  return portal().settings.providers.find((provider) => provider.id === id)?.name ?? id;
}
