import { ExplanationView } from "#components/admin/explain/explanation-view.tsx";
import { WhatIfForm, whatIfFields } from "#components/admin/explain/what-if-form.tsx";
import { WhatIfView } from "#components/admin/explain/what-if-view.tsx";
import { LinesField } from "#components/admin/parts/lines-field.tsx";
import { Button } from "#components/parts/button.tsx";
import { Section } from "#components/parts/card.tsx";
import { Notice } from "#components/parts/notice.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { listFilters, listHref } from "../_list.ts";
import { askWhatIf } from "./_what-if.ts";

export const generateMetadata = titled("admin.explain");

const path = "/admin/explain";

/** A GET: it changes nothing, and its address can be sent to another administrator. */
export default async function ExplainPage({ searchParams }: { searchParams: SearchParams }) {
  const { reference, ...asked } = await listFilters(searchParams, ["reference", ...whatIfFields]);
  const here = listHref(path, { reference, ...asked });
  const administrator = await requireAdministrator(here);
  const frame = await currentFrame();
  const { t } = frame;
  const language = t.language === "de" ? "de" : "en";
  const text = reference?.slice(0, 10_000);
  const explanation = text && (await readForPage(administrator, "explain.reference", { reference: text, language }));
  const supposed = asked.as && asked.which ? await askWhatIf(administrator, asked, language) : undefined;
  return (
    <ConsolePage administrator={administrator} frame={frame} part="explain" path={here}>
      <PageHeading title={t.text("admin.explain")} text={t.text("admin.explain.text")} />
      <form method="get" action={path} className="grid max-w-2xl gap-4">
        <LinesField
          id="reference"
          name="reference"
          label={t.text("admin.explain.reference")}
          required
          maxLength={4_000}
          defaultValue={explanation ? explanation.reference : reference}
          spellCheck={false}
        />
        <div>
          <Button>{t.text("admin.explain.ask")}</Button>
        </div>
      </form>
      {explanation && <ExplanationView t={t} nowSeconds={nowSeconds()} explanation={explanation} />}
      <Section id="what-if" title={t.text("admin.what_if.title")} text={t.text("admin.what_if.text")} className="mt-12">
        <WhatIfForm t={t} action={`${path}#what-if`} asked={asked} />
        {supposed?.answer && <WhatIfView t={t} answer={supposed.answer} />}
        {supposed?.problem && (
          <div className="mt-6">
            <Notice tone="warn">{t.text(`admin.what_if.${supposed.problem}`)}</Notice>
          </div>
        )}
      </Section>
    </ConsolePage>
  );
}
