import { DegradedList } from "#components/admin/system/degraded-list.tsx";
import { ProcessTable } from "#components/admin/system/process-table.tsx";
import { SystemFacts } from "#components/admin/system/system-facts.tsx";
import { Section } from "#components/parts/card.tsx";
import { Notice } from "#components/parts/notice.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { currentFrame, nowSeconds } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";

export const generateMetadata = titled("admin.system");

const path = "/admin/system";

export default async function SystemPage() {
  const administrator = await requireAdministrator(path);
  const [system, processes] = await Promise.all([
    readForPage(administrator, "system.get", {}),
    readForPage(administrator, "system.processes", {}),
  ]);
  const frame = await currentFrame();
  const { t } = frame;
  const now = nowSeconds();
  return (
    <ConsolePage administrator={administrator} frame={frame} part="system" path={path}>
      <PageHeading title={t.text("admin.system")} text={t.text("admin.system.text")} />
      <div className="grid gap-10">
        <DegradedList t={t} items={system.degraded} nowSeconds={now} />
        <Section id="processes" title={t.text("admin.system.processes")} text={t.text("admin.system.processes_text")}>
          {!processes.complete && (
            <div className="mb-4">
              <Notice tone="warn">{t.text("admin.system.incomplete")}</Notice>
            </div>
          )}
          <ProcessTable t={t} processes={processes.items} nowSeconds={now} />
        </Section>
        <Section id="facts" title={t.text("admin.system.facts")}>
          <SystemFacts t={t} system={system} nowSeconds={now} />
        </Section>
      </div>
    </ConsolePage>
  );
}
