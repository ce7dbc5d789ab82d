import type { ReactNode } from "react";
import { EntryDone } from "#components/admin/entries/entry-done.tsx";
import { EntryTable } from "#components/admin/entries/entry-table.tsx";
import { FilterBar } from "#components/admin/parts/filter-bar.tsx";
import { Pager } from "#components/admin/parts/pager.tsx";
import type { Frame } from "#components/frame/frame.ts";
import { ButtonLink } from "#components/parts/button.tsx";
import { EmptyState } from "#components/parts/empty-state.tsx";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../_error-page.ts";
import { readReceipt } from "../_receipt.ts";
import { currentFrame, type SearchParams } from "../_request.ts";
import { type Administrator, requireAdministrator } from "./_admin.ts";
import { ConsolePage } from "./_console-page.tsx";
import { entryKinds, entryPath } from "./_entries.ts";
import type { EntryConsole, ShownEntry } from "./_entry-console.ts";
import { listFilters, listHref } from "./_list.ts";

/** The list of entries of a kind: those of the configuration file and of the database. */
export async function EntryListPage<Entry extends ShownEntry>({
  console,
  searchParams,
  beside,
  table,
}: {
  console: EntryConsole<Entry>;
  searchParams: SearchParams;
  /** Beside the way to a new one. */
  beside?: (frame: Frame) => ReactNode;
  /** In place of the table of names and keys. */
  table?: (entries: readonly Entry[], frame: Frame, administrator: Administrator) => ReactNode;
}) {
  const { base } = entryKinds[console.kind];
  const filters = await listFilters(searchParams, ["search", "after"]);
  const { search, after } = filters;
  const here = listHref(base, filters);
  const administrator = await requireAdministrator(here);
  const { items, next } = await orErrorPage(() => console.list(administrator.actor, { search, after }));
  const frame = await currentFrame();
  const { t } = frame;
  const done = (await searchParams)["done"] === undefined ? undefined : await readReceipt("entry-changed");
  return (
    <ConsolePage administrator={administrator} frame={frame} part={console.part} path={here}>
      <EntryDone t={t} done={done} />
      <PageHeading title={t.text(console.title)} text={t.text(console.text)} />
      <p className="-mt-3 mb-6 flex flex-wrap items-center gap-x-6 gap-y-3 empty:hidden">
        {portal().admin.mayCall(administrator.actor, console.createOperation) && (
          <ButtonLink href={`${base}/new`}>{t.text(console.newTitle)}</ButtonLink>
        )}
        {beside?.(frame)}
      </p>
      <FilterBar
        t={t}
        action={base}
        search={{ value: search, hint: t.text("admin.entry.search_hint") }}
        filtered={search !== undefined}
      />
      {items.length === 0 ? (
        <EmptyState icon={console.icon} title={t.text("admin.empty_title")} text={t.text("admin.empty_text")} />
      ) : table ? (
        await table(items, frame, administrator)
      ) : (
        <EntryTable
          t={t}
          label={t.text(console.title)}
          entries={items}
          nameOf={(entry) => console.nameOf(entry, t)}
          hrefOf={(key) => entryPath(console.kind, key)}
        />
      )}
      <Pager
        t={t}
        startHref={after && listHref(base, { search })}
        nextHref={next ? listHref(base, { search, after: next }) : undefined}
      />
    </ConsolePage>
  );
}
