import { DoneNotice } from "#components/admin/parts/done-notice.tsx";
import { SelectField, TextField } from "#components/admin/parts/field.tsx";
import { FilterBar } from "#components/admin/parts/filter-bar.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import { SessionsTable } from "#components/admin/sessions/sessions-table.tsx";
import type { Translator } from "#components/messages/create-translator.ts";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { listFilters, listHref } from "../_list.ts";
import { providerName } from "../_names.ts";

export const generateMetadata = titled("admin.sessions");

const path = "/admin/sessions";

export default async function SessionsPage({ searchParams }: { searchParams: SearchParams }) {
  const filters = await listFilters(searchParams, ["user", "provider", "address", "sort", "after"]);
  const { after, ...narrowing } = filters;
  const administrator = await requireAdministrator(listHref(path, filters));
  const { actor } = administrator;
  const sort = filters.sort === "active" ? "active" : "newest";
  const { items, next } = await readForPage(administrator, "sessions.list", { ...filters, sort });
  const done = await readReceipt("admin-done");
  const frame = await currentFrame();
  const { t } = frame;
  return (
    <ConsolePage administrator={administrator} frame={frame} part="sessions" path={listHref(path, filters)}>
      <PageHeading title={t.text("admin.sessions")} text={t.text("admin.sessions.text")} />
      {done?.act === "sessions.end" && <DoneNotice t={t}>{t.text("admin.sessions.ended")}</DoneNotice>}
      <FilterBar
        t={t}
        action={path}
        filtered={Object.keys(narrowing).length > 0}
        quick={<Filters t={t} {...filters} />}
      />
      {items.length === 0 ? (
        <EmptyState icon="device" title={t.text("admin.empty_title")} text={t.text("admin.empty_text")} />
      ) : (
        <SessionsTable
          t={t}
          sessions={items}
          providerName={providerName}
          nowSeconds={nowSeconds()}
          withPeople
          mayEnd={portal().admin.mayCall(actor, "sessions.end")}
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

function Filters({
  t,
  user,
  provider,
  address,
  sort,
}: {
  t: Translator;
  user?: string;
  provider?: string;
  address?: string;
  sort?: string;
}) {
  const { providers } = portal().settings;
  return (
    <>
      {user && <input type="hidden" name="user" value={user} />}
      <TextField
        id="address"
        name="address"
        label={t.text("admin.filter.address")}
        placeholder="203.0.113.0/24"
        defaultValue={address}
        className="grow"
      />
      <SelectField
        id="provider"
        name="provider"
        label={t.text("admin.people.provider")}
        defaultValue={provider}
        options={[
          { value: "", label: t.text("admin.filter.any") },
          ...providers.map(({ id, name }) => ({ value: id, label: name })),
        ]}
      />
      <SelectField
        id="sort"
        name="sort"
        label={t.text("admin.people.sort")}
        defaultValue={sort}
        options={[
          { value: "newest", label: t.text("admin.sessions.sort_newest") },
          { value: "active", label: t.text("admin.sessions.sort_active") },
        ]}
      />
    </>
  );
}
