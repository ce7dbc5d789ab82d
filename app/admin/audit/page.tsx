import { MoreAuditFilters, QuickAuditFilters } from "#components/admin/audit/audit-filters.tsx";
import { EventList } from "#components/admin/audit/event-list.tsx";
import { FilterBar } from "#components/admin/parts/filter-bar.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { TextLink } from "#components/parts/text-link.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage, requireAdministrator } from "../_admin.ts";
import { ConsolePage } from "../_console-page.tsx";
import { listHref } from "../_list.ts";
import { providerName } from "../_names.ts";
import { auditFilters, auditInput } from "./_filters.ts";

export const generateMetadata = titled("admin.audit");

const path = "/admin/audit";

export default async function AuditPage({ searchParams }: { searchParams: SearchParams }) {
  const filters = await auditFilters(searchParams);
  const { after, ...narrowing } = filters;
  const administrator = await requireAdministrator(listHref(path, filters));
  const { items, next } = await readForPage(administrator, "audit.list", { ...auditInput(narrowing), after });
  const frame = await currentFrame();
  const { t } = frame;
  const { providers, clientNames } = portal().settings;
  const { kind, outcome, ...more } = narrowing;
  return (
    <ConsolePage administrator={administrator} frame={frame} part="audit" path={listHref(path, filters)}>
      <PageHeading title={t.text("admin.audit")} text={t.text("admin.audit.text")} />
      <FilterBar
        t={t}
        action={path}
        filtered={Object.keys(narrowing).length > 0}
        moreInUse={Object.keys(more).length > 0}
        quick={<QuickAuditFilters t={t} kind={kind} outcome={outcome} />}
      >
        <MoreAuditFilters t={t} filters={more} providers={providers} clientNames={clientNames} />
      </FilterBar>
      <p className="mb-4 flex flex-wrap gap-x-5 gap-y-1">
        <TextLink href={listHref(`${path}/live`, narrowing)}>{t.text("admin.audit.live")}</TextLink>
        <TextLink href={listHref(`${path}/export`, { ...narrowing, format: "csv" })}>
          {t.text("admin.audit.csv")}
        </TextLink>
        <TextLink href={listHref(`${path}/export`, { ...narrowing, format: "ndjson" })}>
          {t.text("admin.audit.ndjson")}
        </TextLink>
      </p>
      {items.length === 0 ? (
        <EmptyState icon="clock" title={t.text("admin.empty_title")} text={t.text("admin.empty_text")} />
      ) : (
        <EventList
          t={t}
          events={items}
          withPeople
          mayExplain={portal().admin.mayCall(administrator.actor, "explain.reference")}
          providerName={providerName}
          clientNames={clientNames}
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
