import { ErrorCard, type ErrorNames, errorNames } from "#components/error/error-card.tsx";
import { FocusShell } from "#components/frame/focus-shell.tsx";
import { isErrorCode } from "#components/messages/negotiate-locale.ts";
import type { AppBehind } from "#server/authorization-server/consent/consent-service.ts";
import { portal } from "#server/portal.ts";
import { cookieHeader, currentFrame, currentTranslator, type SearchParams, single } from "../_request.ts";
import { pageTitle } from "../_title.ts";

/** Only what the address may say: a known code, a plain reference, a provider of ours, a cookie of ours, a path of ours, a note that we signed. */
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
    // Names that only a cookie of ours has: a link can't make the page say anything else.
    cookie: /^(__(Host|Secure)-)?portico(-[\w.-]{1,80})?$/.exec(single(query["cookie"]) ?? "")?.[0],
    returnPath: returnTo === undefined ? undefined : portal().checkReturnPath(returnTo),
  };
}

export async function generateMetadata({ searchParams }: { searchParams: SearchParams }) {
  const t = await currentTranslator();
  const facts = await readFacts(searchParams);
  const { title } = t.error(facts.code, errorNames(t, namesOf(facts)));
  return pageTitle(`${t.text("failure.title")}: ${title}`);
}

export default async function ErrorPage({ searchParams }: { searchParams: SearchParams }) {
  const frame = await currentFrame();
  const facts = await readFacts(searchParams);
  const app = await appOf(facts);
  return (
    <FocusShell frame={frame} path={`/error?${pageQuery(facts)}`}>
      <ErrorCard
        frame={frame}
        code={facts.code}
        reference={facts.reference}
        detail={facts.detail}
        names={namesOf(facts)}
        returnPath={facts.returnPath}
        app={app}
        askWhom={portal().settings.askWhom}
        whyHref={await whyHrefOf(facts)}
      />
    </FocusShell>
  );
}

/** Administrators can ask why. Not while the database is away, because the session is read from it. */
async function whyHrefOf({ code, reference }: Awaited<ReturnType<typeof readFacts>>): Promise<string | undefined> {
  if (code === "database_unavailable" || !reference) return undefined;
  const session = await portal()
    .sessions.authenticate(await cookieHeader())
    .catch(() => null);
  const actor = session && portal().admin.actorOf(session);
  if (!actor || !portal().admin.mayCall(actor, "explain.reference")) return undefined;
  return `/admin/explain?${new URLSearchParams({ reference })}`;
}

/** The page has to be shown whatever fails: without the app's name then, and without asking a database that is away. */
async function appOf({ code, returnPath }: Awaited<ReturnType<typeof readFacts>>): Promise<AppBehind | undefined> {
  if (returnPath === undefined || code === "database_unavailable") return undefined;
  return portal()
    .consent.appBehind(returnPath)
    .catch(() => undefined);
}

function namesOf({ provider, cookie }: Awaited<ReturnType<typeof readFacts>>): ErrorNames {
  return { provider: provider?.name, cookie, host: new URL(portal().settings.publicUrl).host };
}

/** This page again, for the theme switch. */
function pageQuery(facts: Awaited<ReturnType<typeof readFacts>>): URLSearchParams {
  const { code, reference, note, detail, provider, cookie, returnPath } = facts;
  const query = new URLSearchParams({ code, ref: reference });
  if (note && detail) query.set("detail", note);
  if (provider) query.set("provider", provider.id);
  if (cookie) query.set("cookie", cookie);
  if (returnPath) query.set("return_to", returnPath);
  return query;
}
