import { GrantsTable } from "#components/admin/grants/grants-table.tsx";
import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { SelectField } from "#components/admin/parts/field.tsx";
import { FilterBar } from "#components/admin/parts/filter-bar.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { listFilters, listHref } from "../_list.ts";

export const generateMetadata = titled("admin.grants");

const path = "/admin/grants";

export default async function GrantsPage({ searchParams }: { searchParams: SearchParams }) {
  const filters = await listFilters(searchParams, ["user", "app", "after"]);
  const { after, ...narrowing } = filters;
  const administrator = await requireAdministrator(listHref(path, filters));
  const { actor } = administrator;
  const { items, next } = await readForPage(administrator, "grants.list", filters);
  const done = await readReceipt("admin-done");
  const frame = await currentFrame();
  const { t } = frame;
  const { admin, settings } = portal();
  return (
    <ConsolePage administrator={administrator} frame={frame} part="grants" path={listHref(path, filters)}>
      <PageHeading title={t.text("admin.grants")} text={t.text("admin.grants.text")} />
      {done?.act === "grants.revoke" && (
        <DoneNotice t={t} counts={done.counts}>
          {t.text("admin.grants.revoked")}
        </DoneNotice>
      )}
      <FilterBar
        t={t}
        action={path}
        filtered={Object.keys(narrowing).length > 0}
        quick={
          <>
            {filters.user && <input type="hidden" name="user" value={filters.user} />}
            <SelectField
              id="app"
              name="app"
              label={t.text("admin.grants.app")}
              defaultValue={filters.app}
              options={[
                { value: "", label: t.text("admin.filter.any") },
                ...[...settings.clientNames].map(([value, label]) => ({ value, label })),
              ]}
            />
          </>
        }
      />
      {items.length === 0 ? (
        <EmptyState icon="apps" title={t.text("admin.empty_title")} text={t.text("admin.empty_text")} />
      ) : (
        <GrantsTable
          t={t}
          grants={items}
          nowSeconds={nowSeconds()}
          withPeople
          mayRevoke={admin.mayCall(actor, "grants.revoke")}
        />
      )}
      <Pager
        t={t}
        startHref={after && listHref(path, narrowing)}
        nextHref={next ? listHref(path, { ...narrowing, after: next }) : undefined}
      />
    </ConsolePage>
  );
}
