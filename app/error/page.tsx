import { ErrorCard } from "#components/error/error-card.tsx";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { isErrorCode } from "#components/messages/negotiate-locale.ts";
import { portal } from "#server/portal.ts";
import { currentFrame, currentTranslator, type SearchParams, single } from "../_request.ts";
import { pageTitle } from "../_title.ts";

/** Only what the address may say: a known code, a plain reference, a provider of ours, a path of ours, a note that we signed. */
async function readFacts(searchParams: SearchParams) {
  const query = await searchParams;
  const code = single(query["code"]) ?? "";
  const givenReference = single(query["ref"]) ?? "";
  const returnTo = single(query["return_to"]);
  const { providers } = portal().settings;
  const known = isErrorCode(code) ? code : ("internal_error" as const);
  const reference = /^[\w-]{1,64}$/.test(givenReference) ? givenReference : portal().requestId();
  const note = single(query["detail"]);
  return {
    code: known,
    reference,
    note,
    detail: portal().errorDetail(note, known, reference),
    provider: providers.find(({ id }) => id === single(query["provider"])),
    returnPath: returnTo === undefined ? undefined : portal().checkReturnPath(returnTo),
  };
}

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }) {
  const t = await currentTranslator();
  const { code, provider } = await readFacts(searchParams);
  const { title } = t.error(code, { provider: provider?.name ?? t.text("failure.some_provider") });
  return pageTitle(`${t.text("failure.title")}: ${title}`);
}

export default async function ErrorPage({ searchParams }: { searchParams: SearchParams }) {
  const frame = await currentFrame();
  const facts = await readFacts(searchParams);
  return (
    <FocusShell frame={frame} path={`/error?${pageQuery(facts)}`}>
      <ErrorCard
        frame={frame}
        code={facts.code}
        reference={facts.reference}
        detail={facts.detail}
        providerName={facts.provider?.name}
        returnPath={facts.returnPath}
      />
    </FocusShell>
  );
}

/** This page again, for the theme switch. */
function pageQuery(facts: Awaited<ReturnType<typeof readFacts>>): URLSearchParams {
  const { code, reference, note, detail, provider, returnPath } = facts;
  const query = new URLSearchParams({ code, ref: reference });
  if (note && detail) query.set("detail", note);
  if (provider) query.set("provider", provider.id);
  if (returnPath) query.set("return_to", returnPath);
  return query;
}
