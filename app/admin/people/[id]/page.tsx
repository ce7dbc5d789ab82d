import { cache } from "react";
import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { isPersonAct, needsReach, type PersonAct, personActs } from "#components/admin/people/person-acts.ts";
import { PersonHead } from "#components/admin/people/person-head.tsx";
import { PersonParts } from "#components/admin/people/person-parts.tsx";
import type { Frame } from "#components/frame/frame.ts";
import type { OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../../_receipt.ts";
import { currentFrame, currentTranslator, nowSeconds, type SearchParams, single } from "../../../_request.ts";
import { pageTitle } from "../../../_title.ts";
import { type Administrator, readIfAllowed, readOneForPage, requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { withQuery } from "../../_draft.ts";
import { providerName } from "../../_names.ts";
import { isReached } from "./_is-reached.ts";
import { PersonQuestion, questionTitle } from "./_person-question.tsx";

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
  return pageTitle(ask ? questionTitle(t, person, ask) : person.displayName);
}

/** A person; with `?ask` the question before something is done about them. */
export default async function PersonPage({ params, searchParams }: Props) {
  const { id } = await params;
  const path = await addressOf(id, searchParams);
  const { administrator, person } = await findPerson(id, path);
  const frame = await currentFrame();
  const query = await searchParams;
  const [ask, draft] = [single(query["ask"]), single(query["draft"])];
  return (
    <ConsolePage administrator={administrator} frame={frame} part="people" path={path}>
      {ask ? (
        <PersonQuestion {...{ frame, administrator, person, ask, path, draft }} />
      ) : (
        <Person {...{ frame, administrator, person, isDone: query["done"] !== undefined }} />
      )}
    </ConsolePage>
  );
}

async function addressOf(id: string, searchParams: SearchParams): Promise<string> {
  const query = await searchParams;
  const [ask, draft] = [single(query["ask"]), single(query["draft"])];
  const path = `/admin/people/${encodeURIComponent(id)}`;
  return ask ? withQuery(path, { ask, ...(draft ? { draft } : {}) }) : path;
}

interface PartProps {
  frame: Frame;
  administrator: Administrator;
  person: OperationOutput<"users.get">;
}

const partLimit = 10;

async function Person({ frame, administrator, person, isDone }: PartProps & { isDone: boolean }) {
  const { t } = frame;
  const { session, actor } = administrator;
  const { admin, formTokens } = portal();
  const of = { user: person.id, limit: partLimit };
  const done = await readReceipt("admin-done");
  const role = isDone ? await readReceipt("role-changed") : undefined;
  const sessions = await readIfAllowed(administrator, "sessions.list", of);
  const grants = await readIfAllowed(administrator, "grants.list", of);
  const events = await readIfAllowed(administrator, "audit.list", { ...of, reads: "hidden" });
  const allowed = (Object.keys(personActs) as PersonAct[]).filter(
    (act) => admin.mayCall(actor, personActs[act].operation) && isMeant(act, person, session.userId),
  );
  const acts = allowed.filter((act) => !needsReach(act) || isReached(administrator, person));
  return (
    <>
      {done && isPersonAct(done.act) && done.name === person.id && (
        <DoneNotice t={t} counts={done.counts}>
          {t.text(`admin.act.${done.act}.done`, { name: person.displayName })}
        </DoneNotice>
      )}
      {role && role.holder === person.displayName && (
        <DoneNotice t={t}>
          {t.text("admin.roles.done", { act: role.act, role: role.role, holder: role.holder })}
        </DoneNotice>
      )}
      <PersonHead
        t={t}
        person={person}
        acts={acts}
        lacksReach={acts.length < allowed.length}
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
          removeIdentity: admin.mayCall(actor, "users.remove-identity") && isReached(administrator, person),
          endSession: admin.mayCall(actor, "sessions.end"),
          revokeGrant: admin.mayCall(actor, "grants.revoke"),
          giveRoles: admin.mayCall(actor, "roles.assign"),
          removeRole: (role) => admin.mayCall(actor, "roles.remove") && admin.reachesRoles(actor, [role]),
          explain: admin.mayCall(actor, "explain.reference"),
        }}
      />
    </>
  );
}

/** Whether the act fits the person: no disabling of a disabled person, no disabling or deleting of the own account. */
function isMeant(act: PersonAct, person: { id: string; disabledAt: string | null }, ownId: string): boolean {
  if (act === "enable") return person.disabledAt !== null;
  if (act === "disable") return person.disabledAt === null && person.id !== ownId;
  return act !== "delete" || person.id !== ownId;
}
