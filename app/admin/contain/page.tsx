import { BlockList } from "#components/admin/contain/block-list.tsx";
import { ContainForm } from "#components/admin/contain/contain-form.tsx";
import { ContainQuestion } from "#components/admin/contain/contain-question.tsx";
import { ContainmentList } from "#components/admin/contain/containment-list.tsx";
import { Section } from "#components/parts/card.tsx";
import { Notice } from "#components/parts/notice.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { isWorthAnotherTry } from "../../_error-page.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { type Administrator, readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { readDraft } from "../_draft.ts";
import { listFilters, listHref } from "../_list.ts";
import { type ChoiceFields, choiceFields, readChoice } from "./_choice.ts";

export const generateMetadata = titled("admin.contain");

const path = "/admin/contain";

/** Choose and count by a GET; the question that ends what was counted stands below the form. */
export default async function ContainPage({ searchParams }: { searchParams: SearchParams }) {
  const fields = await listFilters(searchParams, choiceFields);
  const { draft: draftId } = await listFilters(searchParams, ["draft"]);
  const here = listHref(path, { ...fields, draft: draftId });
  const administrator = await requireAdministrator(here);
  const { session, actor } = administrator;
  const frame = await currentFrame();
  const { t } = frame;
  const draft = await readDraft(session, "contain/run", draftId);
  const counted = Object.keys(fields).length > 0 ? await count(administrator, fields) : undefined;
  const { items } = await readForPage(administrator, "contain.list", { limit: 20 });
  const blocks = await readForPage(administrator, "contain.blocks", { limit: 50 });
  const tokenOf = (purpose: string) => portal().formTokens.issue(session, purpose);
  const mayRun = portal().admin.mayCall(actor, "contain.run");
  return (
    <ConsolePage administrator={administrator} frame={frame} part="contain" path={here}>
      <PageHeading title={t.text("admin.contain")} text={t.text("admin.contain.text")} />
      <ContainForm t={t} action={path} fields={fields} nowSeconds={nowSeconds()} />
      {counted?.mistakes && (
        <div className="mt-6">
          <Notice tone="warn" announce>
            {t.text("admin.contain.invalid", { mistakes: counted.mistakes })}
          </Notice>
        </div>
      )}
      {counted?.preview && (
        <ContainQuestion
          t={t}
          action={`${path}/run`}
          formToken={tokenOf("admin/contain/run")}
          fields={fields}
          preview={counted.preview}
          mayRun={mayRun}
          reason={draft?.fields["reason"]?.[0]}
          reasonMistake={draft?.mistakes.find(({ field }) => field === "reason")?.problem}
        />
      )}
      <Section id="reports" className="mt-10" title={t.text("admin.contain.reports")}>
        <ContainmentList t={t} items={items} nowSeconds={nowSeconds()} />
      </Section>
      {blocks.items.length > 0 && (
        <Section id="blocks" className="mt-10" title={t.text("admin.contain.blocks")}>
          <BlockList t={t} items={blocks.items} formTokenOf={mayRun ? tokenOf : undefined} nowSeconds={nowSeconds()} />
        </Section>
      )}
    </ConsolePage>
  );
}

async function count(administrator: Administrator, fields: ChoiceFields) {
  const { t } = await currentFrame();
  const { choice, unknown } = await readChoice(administrator.actor, fields);
  if (unknown.length > 0) {
    return { mistakes: unknown.map((name) => t.text("admin.contain.unknown_person", { name })).join(" ") };
  }
  try {
    return { preview: await portal().admin.call(administrator.actor, "contain.preview", choice) };
  } catch (error) {
    const { mistakes } = error as { mistakes?: readonly { field: string; problem: string }[] };
    if (!mistakes || isWorthAnotherTry(error)) throw error;
    return { mistakes: mistakes.map(({ field, problem }) => `${field}: ${problem}`).join(" ") };
  }
}
