import { ContainmentReportCard } from "#components/admin/contain/containment-report-card.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { currentFrame, nowSeconds } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { readOneForPage, requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";

export const generateMetadata = titled("admin.contain.report");

export default async function ContainmentPage({ params }: { params: Promise<{ id: string }> }) {
  const { id } = await params;
  const here = `/admin/contain/${encodeURIComponent(id)}`;
  const administrator = await requireAdministrator(here);
  const report = await readOneForPage(administrator, "contain.get", { id });
  const frame = await currentFrame();
  const { t } = frame;
  return (
    <ConsolePage administrator={administrator} frame={frame} part="contain" path={here}>
      {/* Without JavaScript the page says by itself how far the run is. */}
      {report.state === "running" && <meta httpEquiv="refresh" content="2" />}
      <PageHeading
        back={{ href: "/admin/contain", label: t.text("admin.contain") }}
        title={t.text("admin.contain.report")}
        text={report.reason}
      />
      <ContainmentReportCard t={t} report={report} nowSeconds={nowSeconds()} />
    </ConsolePage>
  );
}
