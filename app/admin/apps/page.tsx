import { AppsTable } from "#components/admin/apps/apps-table.tsx";
import { EntryDone } from "#components/admin/entries/entry-done.tsx";
import { FilterBar } from "#components/admin/parts/filter-bar.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import { ButtonLink } from "#components/parts/button.tsx";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { entryPath } from "../_entries.ts";
import { listFilters, listHref } from "../_list.ts";

export const generateMetadata = titled("admin.apps");

const path = "/admin/apps";

export default async function AppsPage({ searchParams }: { searchParams: SearchParams }) {
  const filters = await listFilters(searchParams, ["search", "after"]);
  const { search, after } = filters;
  const here = listHref(path, filters);
  const administrator = await requireAdministrator(here);
  const { items, next } = await readForPage(administrator, "clients.list", { search, after, limit: 50 });
  const clientIds = items.map(({ key }) => key).join(" ");
  const usage = await readForPage(administrator, "clients.usage", { clientIds });
  const frame = await currentFrame();
  const { t } = frame;
  const done = (await searchParams)["done"] === undefined ? undefined : await readReceipt("entry-changed");
  return (
    <ConsolePage administrator={administrator} frame={frame} part="apps" path={here}>
      <EntryDone t={t} done={done} />
      <PageHeading title={t.text("admin.apps")} text={t.text("admin.apps.text")} />
      {administrator.actor.permissions.has("clients.write") && (
        <p className="-mt-3 mb-6">
          <ButtonLink href="/admin/apps/new">{t.text("admin.apps.new")}</ButtonLink>
        </p>
      )}
      <FilterBar
        t={t}
        action={path}
        search={{
          name: "search",
          label: t.text("admin.filter.search"),
          value: search,
          hint: t.text("admin.entry.search_hint"),
        }}
        filtered={search !== undefined}
      />
      {items.length === 0 ? (
        <EmptyState icon="apps" title={t.text("admin.empty_title")} text={t.text("admin.empty_text")} />
      ) : (
        <AppsTable
          t={t}
          clients={items}
          uses={new Map(usage.items.map((use) => [use.clientId, use]))}
          hrefOf={(clientId) => entryPath("clients", clientId)}
          nowSeconds={nowSeconds()}
        />
      )}
      <Pager
        t={t}
        startHref={after && listHref(path, { search })}
        nextHref={next ? listHref(path, { search, after: next }) : undefined}
      />
    </ConsolePage>
  );
}
