import { notFound } from "next/navigation";
import { cache } from "react";
import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { QuestionCard } from "#components/admin/parts/question-card.tsx";
import { isPersonAct, type PersonAct, personActs } from "#components/admin/people/person-acts.ts";
import { PersonHead } from "#components/admin/people/person-head.tsx";
import { PersonParts } from "#components/admin/people/person-parts.tsx";
import { PersonQuestion } from "#components/admin/people/person-question.tsx";
import type { Frame } from "#components/frame/frame.ts";
import type { OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../../_receipt.ts";
import { currentFrame, currentTranslator, nowSeconds, type SearchParams, single } from "../../../_request.ts";
import { pageTitle } from "../../../_title.ts";
import { type Administrator, readIfAllowed, readOneForPage, requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { providerName } from "../../_names.ts";
import { freshSignInHref } from "../../_question.ts";

interface Props {
  params: Promise<{ id: string }>;
  searchParams: SearchParams;
}

/** Read once for title and page. */
const findPerson = cache(async (id: string, path: string) => {
  const administrator = await requireAdministrator(path);
  return { administrator, person: await readOneForPage(administrator, "users.get", { id }) };
});

export async function generateMetadata({ params, searchParams }: Props) {
  const { id } = await params;
  const { person } = await findPerson(id, await addressOf(id, searchParams));
  const ask = single((await searchParams)["ask"]);
  const t = await currentTranslator();
  if (isPersonAct(ask)) return pageTitle(t.text(`admin.act.${ask}.question`, { name: person.displayName }));
  return pageTitle(ask ? `${t.text("admin.person.remove")}: ${person.displayName}` : person.displayName);
}

/** A person; with `?ask` the question before something is done about them. */
export default async function PersonPage({ params, searchParams }: Props) {
  const { id } = await params;
  const path = await addressOf(id, searchParams);
  const { administrator, person } = await findPerson(id, path);
  const frame = await currentFrame();
  const ask = single((await searchParams)["ask"]);
  return (
    <ConsolePage administrator={administrator} frame={frame} part="people" path={path}>
      {ask ? (
        <Question frame={frame} administrator={administrator} person={person} ask={ask} path={path} />
      ) : (
        <Person frame={frame} administrator={administrator} person={person} />
      )}
    </ConsolePage>
  );
}

async function addressOf(id: string, searchParams: SearchParams): Promise<string> {
  const ask = single((await searchParams)["ask"]);
  return `/admin/people/${encodeURIComponent(id)}${ask ? `?ask=${encodeURIComponent(ask)}` : ""}`;
}

interface PartProps {
  frame: Frame;
  administrator: Administrator;
  person: OperationOutput<"users.get">;
}

function Question({ frame, administrator, person, ask, path }: PartProps & { ask: string; path: string }) {
  const { session } = administrator;
  const { formTokens } = portal();
  if (isPersonAct(ask)) {
    return (
      <PersonQuestion
        frame={frame}
        person={person}
        act={ask}
        formToken={formTokens.issue(session, `admin/people/${person.id}/${ask}`)}
        freshSignInHref={freshSignInHref(administrator, personActs[ask].operation, path)}
      />
    );
  }
  const identity = person.identities.find(({ id }) => id === ask);
  if (!identity) notFound();
  const { t } = frame;
  const page = `/admin/people/${person.id}`;
  return (
    <QuestionCard
      frame={frame}
      back={{ href: page, label: person.displayName }}
      title={t.text("admin.person.remove_question", { provider: providerName(identity.providerId) })}
      ends={[
        { id: "way", text: t.text("admin.person.remove_way") },
        { id: "sessions", text: t.text("admin.person.remove_sessions") },
      ]}
      action={`${page}/identities/${identity.id}/remove`}
      formToken={formTokens.issue(session, `admin/people/${person.id}/identities/${identity.id}/remove`)}
      confirm={t.text("admin.person.remove")}
      freshSignInHref={freshSignInHref(administrator, "users.remove-identity", path)}
    />
  );
}

const partLimit = 10;

async function Person({ frame, administrator, person }: PartProps) {
  const { t } = frame;
  const { session, actor } = administrator;
  const { admin, formTokens } = portal();
  const of = { user: person.id, limit: partLimit };
  const done = await readReceipt("admin-done");
  const sessions = await readIfAllowed(administrator, "sessions.list", of);
  const grants = await readIfAllowed(administrator, "grants.list", of);
  const events = await readIfAllowed(administrator, "audit.list", { ...of, reads: "hidden" });
  const acts = (Object.keys(personActs) as PersonAct[]).filter(
    (act) => admin.mayCall(actor, personActs[act].operation) && isMeant(act, person, session.userId),
  );
  return (
    <>
      {done && isPersonAct(done.act) && done.name === person.id && (
        <DoneNotice t={t} counts={done.counts}>
          {t.text(`admin.act.${done.act}.done`, { name: person.displayName })}
        </DoneNotice>
      )}
      <PersonHead
        t={t}
        person={person}
        acts={acts}
        enableToken={formTokens.issue(session, `admin/people/${person.id}/enable`)}
        nowSeconds={nowSeconds()}
      />
      <PersonParts
        t={t}
        person={person}
        sessions={sessions}
        grants={grants}
        events={events}
        providerName={providerName}
        clientNames={portal().settings.clientNames}
        nowSeconds={nowSeconds()}
        may={{
          removeIdentity: admin.mayCall(actor, "users.remove-identity"),
          endSession: admin.mayCall(actor, "sessions.end"),
          revokeGrant: admin.mayCall(actor, "grants.revoke"),
        }}
      />
    </>
  );
}

/** What makes sense for this person: a disabled person is not disabled again, and the administrator not by himself. */
function isMeant(act: PersonAct, person: { id: string; disabledAt: string | null }, ownId: string): boolean {
  if (act === "enable") return person.disabledAt !== null;
  if (act === "disable") return person.disabledAt === null && person.id !== ownId;
  return act !== "delete" || person.id !== ownId;
}
