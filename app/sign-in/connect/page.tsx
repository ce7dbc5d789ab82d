import { redirect } from "next/navigation";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { ConnectQuestion } from "#components/sign-in/connect-question.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame, type SearchParams, single } from "../../_request.ts";
import { requireSession } from "../../_session.ts";
import { titled } from "../../_title.ts";

export const generateMetadata = titled("connect.title");

/** Asks before a provider is connected, where a link from elsewhere asked for it. */
export default async function ConnectPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const scope = single(query["scope"]);
  const returnPath = portal().checkReturnPath(single(query["return_to"]));
  const asked = new URLSearchParams({ provider: single(query["provider"]) ?? "", connect: "1", return_to: returnPath });
  if (scope) asked.set("scope", scope);
  const session = await requireSession(`/sign-in/connect?${asked}`);
  const provider = portal().settings.providers.find(({ id }) => id === asked.get("provider"));
  if (!provider) redirect(returnPath);
  const frame = await currentFrame();
  return (
    <FocusShell frame={frame} path={`/sign-in/connect?${asked}`}>
      <ConnectQuestion
        frame={frame}
        name={session.displayName}
        providerName={provider.name}
        more={scope !== undefined}
        action={`/sign-in/start?${asked}`}
        formToken={portal().formTokens.issue(session, `connect?${asked}`)}
        // "Not now" leaves: not to where this, or a sign-in, begins anew.
        leavePath={/^\/(sign-in|bff)\/(?!return\?)/.test(returnPath) ? "/" : returnPath}
      />
    </FocusShell>
  );
}
