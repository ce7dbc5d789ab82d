import { redirect } from "next/navigation";
import { EntryForm } from "#components/admin/entries/entry-form.tsx";
import { fieldsOfEntry } from "#components/admin/entries/entry-of-fields.ts";
import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { PolicyParts } from "#components/admin/policy/policy-parts.tsx";
import { type LosingView, PolicyQuestion } from "#components/admin/policy/policy-question.tsx";
import { policySpecs } from "#components/admin/policy/policy-specs.ts";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams, single } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { type Administrator, readForPage, readIfAllowed, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { readDraft, withQuery } from "../_draft.ts";
import { freshSignInHref } from "../_question.ts";
import { requireAllowed, requireFresh } from "../_require-fresh.ts";
import { type PolicyNote, policyForm, policyNoteKind } from "./_policy-note.ts";
import { rulesOfFields } from "./_rules-of-fields.ts";

export const generateMetadata = titled("admin.policy");

const path = "/admin/policy";
const mostNamed = 10;

export default async function PolicyPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await searchParams;
  const [ask, draft] = [single(query["ask"]), single(query["draft"])];
  const edits = query["edit"] !== undefined;
  const shown = edits ? { edit: "", ...(draft ? { draft } : {}) } : ask ? { ask } : undefined;
  const here = shown ? withQuery(path, shown) : path;
  const administrator = await requireAdministrator(here);
  const frame = await currentFrame();
  return (
    <ConsolePage administrator={administrator} frame={frame} part="policy" path={here}>
      {edits
        ? await editForm(administrator, here, draft)
        : ask
          ? await question(administrator, here, ask)
          : await overview(administrator, query["done"] !== undefined)}
    </ConsolePage>
  );
}

async function overview(administrator: Administrator, isDone: boolean) {
  const { t } = await currentFrame();
  const policy = await readForPage(administrator, "policy.get", {});
  const done = isDone ? await readReceipt("policy-changed") : undefined;
  const mayChange = portal().admin.mayCall(administrator.actor, "policy.change");
  return (
    <>
      {done && <DoneNotice t={t}>{t.text("admin.policy.done", { count: done.people })}</DoneNotice>}
      <PageHeading title={t.text("admin.policy")} text={t.text("admin.policy.text")} />
      <PolicyParts
        t={t}
        policy={policy}
        nowSeconds={nowSeconds()}
        changeHref={mayChange ? `${path}?edit` : undefined}
      />
    </>
  );
}

async function editForm(administrator: Administrator, here: string, draftId: string | undefined) {
  requireFresh(administrator, "policy.change", here);
  const { t } = await currentFrame();
  const { session } = administrator;
  const { database, revision } = await readForPage(administrator, "policy.get", {});
  const draft = await readDraft(session, policyForm.kind, draftId);
  const specs = policySpecs(t);
  return (
    <>
      <PageHeading back={{ href: path, label: t.text("admin.policy") }} title={t.text("admin.policy.edit")} />
      <EntryForm
        t={t}
        action={`${path}/preview`}
        formToken={portal().formTokens.issue(session, "admin/policy/preview")}
        specs={specs}
        fields={draft?.fields ?? (database ? fieldsOfEntry(specs, database) : {})}
        refused={draft}
        hidden={{ revision }}
        submit={t.text("admin.policy.preview")}
        cancelHref={path}
      >
        <p className="mb-6 text-muted">{t.text("admin.policy.edit_text")}</p>
      </EntryForm>
    </>
  );
}

async function question(administrator: Administrator, here: string, id: string) {
  requireAllowed(administrator, "policy.change");
  const { session } = administrator;
  const note = await portal().consoleNotes.read<PolicyNote>(session, policyNoteKind, id);
  if (!note) redirect(`${path}?edit`);
  return (
    <PolicyQuestion
      frame={await currentFrame()}
      fields={note.fields}
      rules={rulesOfFields(note.fields)}
      people={note.effect.people}
      first={await named(administrator, note.effect.first.slice(0, mostNamed))}
      formToken={portal().formTokens.issue(session, "admin/policy/change")}
      freshSignInHref={freshSignInHref(administrator, "policy.change", here)}
    />
  );
}

function named(administrator: Administrator, people: PolicyNote["effect"]["first"]): Promise<LosingView[]> {
  return Promise.all(
    people.map(async ({ userId, because }) => {
      const person = await readIfAllowed(administrator, "users.get", { id: userId });
      return { userId, because, name: person?.displayName };
    }),
  );
}
