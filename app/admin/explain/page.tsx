import { ExplanationView } from "#components/admin/explain/explanation-view.tsx";
import { LinesField } from "#components/admin/parts/lines-field.tsx";
import { Button } from "#components/parts/button.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { listFilters, listHref } from "../_list.ts";

export const generateMetadata = titled("admin.explain");

const path = "/admin/explain";

/** A GET: it changes nothing, and its address can be sent to another administrator. */
export default async function ExplainPage({ searchParams }: { searchParams: SearchParams }) {
  const { reference } = await listFilters(searchParams, ["reference"]);
  const here = listHref(path, { reference });
  const administrator = await requireAdministrator(here);
  const frame = await currentFrame();
  const { t } = frame;
  const language = t.language === "de" ? "de" : "en";
  const asked = reference?.slice(0, 10_000);
  const explanation = asked && (await readForPage(administrator, "explain.reference", { reference: asked, language }));
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
    </ConsolePage>
  );
}
