import { redirect } from "next/navigation";
import { ProviderTestResult } from "#components/admin/providers/provider-test-result.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import type { ProviderTestReport } from "#server/sign-in/provider-test/provider-test-report.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { readForPage, requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { entryPath, entryPurpose } from "../../_entries.ts";
import { listFilters, listHref } from "../../_list.ts";
import { requireAllowed } from "../../_require-fresh.ts";
import { providerConsole } from "../_provider-console.ts";

export const generateMetadata = titled("admin.test.title");

export default async function ProviderTestPage({ searchParams }: { searchParams: SearchParams }) {
  const { id = "", run } = await listFilters(searchParams, ["id", "run"]);
  const here = listHref("/admin/providers/test", { id, run });
  const administrator = await requireAdministrator(here);
  requireAllowed(administrator, "providers.change");
  const { session } = administrator;
  const report = await portal().consoleNotes.read<ProviderTestReport>(session, "provider-test", run);
  if (!report || report.providerId !== id) redirect(entryPath("providers", id));
  const provider = await readForPage(administrator, "providers.get", { providerId: id });
  const frame = await currentFrame();
  const { t } = frame;
  const name = providerConsole.nameOf(provider, t);
  return (
    <ConsolePage administrator={administrator} frame={frame} part="providers" path={here}>
      <PageHeading
        back={{ href: entryPath("providers", id), label: name }}
        title={t.text("admin.test.heading", { provider: name })}
        text={t.text("admin.test.text")}
      />
      <ProviderTestResult
        t={t}
        report={report}
        nowSeconds={nowSeconds()}
        formToken={portal().formTokens.issue(session, entryPurpose("providers", "test", id))}
      />
    </ConsolePage>
  );
}
