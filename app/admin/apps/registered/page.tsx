import { redirect } from "next/navigation";
import { RegisteredAppsTable } from "#components/admin/apps/registered-apps-table.tsx";
import { RemoveRegisteredQuestion } from "#components/admin/apps/remove-registered-question.tsx";
import { EntryDone } from "#components/admin/entries/entry-done.tsx";
import { FilterBar } from "#components/admin/parts/filter-bar.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { readForPage, requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { entryPurpose } from "../../_entries.ts";
import { listFilters, listHref } from "../../_list.ts";
import { freshSignInHref } from "../../_question.ts";

export const generateMetadata = titled("admin.apps.registered");

const path = "/admin/apps/registered";

/** Apps that say themselves what they are; with `?remove` the question before one is removed. */
export default async function RegisteredAppsPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await listFilters(searchParams, ["search", "after", "remove"]);
  const { search, after, remove } = query;
  const here = listHref(path, query);
  const administrator = await requireAdministrator(here);
  const mayRemove = portal().admin.mayCall(administrator.actor, "clients.remove-registered");
  const { items, next } = await readForPage(administrator, "clients.registered", { search: remove ?? search, after });
  const frame = await currentFrame();
  const { t } = frame;
  const asked = mayRemove ? items.find(({ clientId }) => clientId === remove) : undefined;
  if (remove !== undefined && !asked) redirect(path);
  if (asked) {
    const purpose = entryPurpose("clients", "remove-registered", asked.clientId);
    return (
      <ConsolePage administrator={administrator} frame={frame} part="apps" path={here}>
        <RemoveRegisteredQuestion
          frame={frame}
          app={asked}
          formToken={portal().formTokens.issue(administrator.session, purpose)}
          freshSignInHref={freshSignInHref(administrator, "clients.remove-registered", here)}
        />
      </ConsolePage>
    );
  }
  const clientIds = items.map(({ clientId }) => clientId).join(" ");
  const usage = await readForPage(administrator, "clients.usage", { clientIds });
  const done = (await searchParams)["done"] === undefined ? undefined : await readReceipt("entry-changed");
  return (
    <ConsolePage administrator={administrator} frame={frame} part="apps" path={here}>
      <EntryDone t={t} done={done} />
      <PageHeading
        back={{ href: "/admin/apps", label: t.text("admin.apps") }}
        title={t.text("admin.apps.registered")}
        text={t.text("admin.apps.registered_text")}
      />
      <FilterBar
        t={t}
        action={path}
        search={{ value: search, hint: t.text("admin.entry.search_hint") }}
        filtered={search !== undefined}
      />
      {items.length === 0 ? (
        <EmptyState icon="apps" title={t.text("admin.empty_title")} text={t.text("admin.empty_text")} />
      ) : (
        <RegisteredAppsTable
          t={t}
          apps={items}
          uses={new Map(usage.items.map((use) => [use.clientId, use]))}
          removeHref={mayRemove ? (clientId) => listHref(path, { remove: clientId }) : undefined}
          grantsHref={
            portal().admin.mayCall(administrator.actor, "grants.list")
              ? (app) => listHref("/admin/grants", { app })
              : undefined
          }
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
