import { redirect } from "next/navigation";
import { LiftLimitQuestion } from "#components/admin/limits/lift-limit-question.tsx";
import { LimitTable } from "#components/admin/limits/limit-table.tsx";
import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { Notice } from "#components/parts/notice.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { listFilters, listHref } from "../_list.ts";
import { freshSignInHref } from "../_question.ts";

export const generateMetadata = titled("admin.limits");

const path = "/admin/limits";

/** Limits in force, or the question before one is lifted. */
export default async function LimitsPage({ searchParams }: { searchParams: SearchParams }) {
  const { lift } = await listFilters(searchParams, ["lift"]);
  const here = listHref(path, { lift });
  const administrator = await requireAdministrator(here);
  const { session, actor } = administrator;
  const { items, complete, countsFor } = await readForPage(administrator, "limits.list", {});
  const frame = await currentFrame();
  const { t } = frame;
  const mayLift = portal().admin.mayCall(actor, "limits.lift");
  const asked = lift === undefined ? undefined : items.find(({ id }) => id === lift);
  // It may have ended meanwhile.
  if (lift !== undefined && !(asked && mayLift)) redirect(path);
  const done = (await searchParams)["done"] === undefined ? undefined : await readReceipt("limit-lifted");
  return (
    <ConsolePage administrator={administrator} frame={frame} part="limits" path={here}>
      {asked ? (
        <LiftLimitQuestion
          frame={frame}
          limit={asked}
          formToken={portal().formTokens.issue(session, "admin/limits/lift")}
          freshSignInHref={freshSignInHref(administrator, "limits.lift", here)}
        />
      ) : (
        <>
          {done && (
            <DoneNotice t={t}>
              {t.text("admin.limits.lifted", { whom: done.whom })}
              {done.unreached > 0 && ` ${t.text("admin.limits.lifted_partly", { unreached: done.unreached })}`}
            </DoneNotice>
          )}
          <PageHeading title={t.text("admin.limits")} text={t.text("admin.limits.text")} />
          {!complete && (
            <div className="mb-4">
              <Notice tone="warn">{t.text("admin.limits.incomplete")}</Notice>
            </div>
          )}
          {items.length === 0 ? (
            <EmptyState icon="check" title={t.text("admin.limits.none")} text={t.text("admin.limits.none_text")} />
          ) : (
            <LimitTable t={t} limits={items} nowSeconds={nowSeconds()} mayLift={mayLift} />
          )}
          {countsFor === "process" && <p className="mt-4 text-muted text-sm">{t.text("admin.limits.each_process")}</p>}
        </>
      )}
    </ConsolePage>
  );
}
