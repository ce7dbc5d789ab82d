import { SelectField } from "#components/admin/parts/field.tsx";
import { FilterBar } from "#components/admin/parts/filter-bar.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import { PeopleTable } from "#components/admin/people/people-table.tsx";
import type { Translator } from "#components/messages/create-translator.ts";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { listFilters, listHref } from "../_list.ts";

export const generateMetadata = titled("admin.people");

const path = "/admin/people";

export default async function PeoplePage({ searchParams }: { searchParams: SearchParams }) {
  const filters = await listFilters(searchParams, ["search", "state", "provider", "app", "sort", "after"]);
  const { after, ...narrowing } = filters;
  const administrator = await requireAdministrator(listHref(path, filters));
  const state = filters.state === "disabled" || filters.state === "enabled" ? filters.state : undefined;
  const sort = filters.sort === "active" ? "active" : "newest";
  const { items, next } = await readForPage(administrator, "users.list", { ...filters, state, sort });
  const frame = await currentFrame();
  const { t } = frame;
  const { providers } = portal().settings;
  return (
    <ConsolePage administrator={administrator} frame={frame} part="people" path={listHref(path, filters)}>
      <PageHeading title={t.text("admin.people")} />
      <FilterBar
        t={t}
        action={path}
        search={{ value: filters.search, hint: t.text("admin.people.search_hint") }}
        filtered={Object.keys(narrowing).length > 0}
        moreInUse={Boolean(filters.state ?? filters.provider ?? filters.app ?? filters.sort)}
      >
        <MoreFilters t={t} filters={filters} providers={providers} />
      </FilterBar>
      {items.length === 0 ? (
        <EmptyState icon="person" title={t.text("admin.empty_title")} text={t.text("admin.empty_text")} />
      ) : (
        <PeopleTable
          t={t}
          people={items}
          providerName={(id) => providers.find((provider) => provider.id === id)?.name ?? id}
          nowSeconds={nowSeconds()}
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

function MoreFilters({
  t,
  filters,
  providers,
}: {
  t: Translator;
  filters: { state?: string; provider?: string; app?: string; sort?: string };
  providers: readonly { id: string; name: string }[];
}) {
  const any = { value: "", label: t.text("admin.filter.any") };
  const { clientNames } = portal().settings;
  return (
    <>
      <SelectField
        id="state"
        name="state"
        label={t.text("admin.people.state")}
        defaultValue={filters.state}
        options={[
          any,
          { value: "enabled", label: t.text("admin.people.enabled") },
          { value: "disabled", label: t.text("admin.people.disabled") },
        ]}
      />
      <SelectField
        id="provider"
        name="provider"
        label={t.text("admin.people.provider")}
        defaultValue={filters.provider}
        options={[any, ...providers.map(({ id, name }) => ({ value: id, label: name }))]}
      />
      <SelectField
        id="app"
        name="app"
        label={t.text("admin.people.app")}
        defaultValue={filters.app}
        options={[any, ...[...clientNames].map(([value, label]) => ({ value, label }))]}
      />
      <SelectField
        id="sort"
        name="sort"
        label={t.text("admin.people.sort")}
        defaultValue={filters.sort}
        options={[
          { value: "newest", label: t.text("admin.people.sort_newest") },
          { value: "active", label: t.text("admin.people.sort_active") },
        ]}
      />
    </>
  );
}
