import { redirect } from "next/navigation";
import { ApiIntroduction } from "#components/admin/api/api-introduction.tsx";
import { ApiOperation } from "#components/admin/api/api-operation.tsx";
import { OperationList } from "#components/admin/api/operation-list.tsx";
import { Section } from "#components/parts/card.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame, type SearchParams, single } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";

export const generateMetadata = titled("admin.api");

const path = "/admin/api";

/** The API to read, as openapi.json says it to programs: all operations, or those of one noun wholly. */
export default async function ApiPage({ searchParams }: { searchParams: SearchParams }) {
  const noun = single((await searchParams)["noun"]);
  const here = noun === undefined ? path : `${path}?${new URLSearchParams({ noun })}`;
  const administrator = await requireAdministrator(here);
  const frame = await currentFrame();
  const { t } = frame;
  const guide = portal().apiGuide();
  const asked = guide.nouns.find((one) => one.noun === noun);
  if (noun !== undefined && !asked) redirect(path);
  return (
    <ConsolePage administrator={administrator} frame={frame} part="api" path={here}>
      {asked ? (
        <>
          <PageHeading
            title={<span className="font-mono">{asked.noun}</span>}
            back={{ href: path, label: t.text("admin.api") }}
          />
          <div className="grid grid-cols-1 gap-6">
            {asked.operations.map((operation) => (
              <ApiOperation key={operation.name} t={t} operation={operation} />
            ))}
          </div>
        </>
      ) : (
        <>
          <PageHeading title={t.text("admin.api")} text={t.text("admin.api.text")} />
          <ApiIntroduction t={t} guide={guide} />
          <Section id="operations" title={t.text("admin.api.contents")} className="mt-10">
            <OperationList nouns={guide.nouns} />
          </Section>
        </>
      )}
    </ConsolePage>
  );
}
