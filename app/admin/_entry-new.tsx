import type { ReactNode } from "react";
import { EntryForm } from "#components/admin/entries/entry-form.tsx";
import type { FormFields } from "#components/admin/entries/field-spec.ts";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { currentFrame, type SearchParams } from "../_request.ts";
import { requireAdministrator } from "./_admin.ts";
import { ConsolePage } from "./_console-page.tsx";
import { readDraft } from "./_draft.ts";
import { entryKinds } from "./_entries.ts";
import type { EntryConsole, ShownEntry } from "./_entry-console.ts";
import { listFilters, listHref } from "./_list.ts";
import { requireFresh } from "./_require-fresh.ts";

/** The form that makes an entry; `type` is what it is of, where a kind has several. */
export async function EntryNewPage<Entry extends ShownEntry>({
  console,
  searchParams,
  fields = {},
  back,
  title,
  children,
}: {
  console: EntryConsole<Entry>;
  searchParams: SearchParams;
  /** What is filled in at the beginning. */
  fields?: FormFields;
  back?: { href: string; label: string };
  title?: string;
  children?: ReactNode;
}) {
  const { base } = entryKinds[console.kind];
  const query = await listFilters(searchParams, ["type", "draft"]);
  const here = listHref(`${base}/new`, query);
  const administrator = await requireAdministrator(here);
  requireFresh(administrator, console.createOperation, here);
  const { session } = administrator;
  const frame = await currentFrame();
  const { t } = frame;
  const draft = await readDraft(session, `${console.kind}/create`, query.draft);
  return (
    <ConsolePage administrator={administrator} frame={frame} part={console.part} path={here}>
      <PageHeading
        back={back ?? { href: base, label: t.text(console.title) }}
        title={title ?? t.text(console.newTitle)}
      />
      <EntryForm
        t={t}
        action={`${base}/create`}
        formToken={portal().formTokens.issue(session, `admin/${console.kind}/create`)}
        specs={console.specs(t, undefined, query.type)}
        fields={draft?.fields ?? fields}
        refused={draft}
        hidden={query.type ? { type: query.type } : {}}
        submit={t.text(console.make)}
        cancelHref={back?.href ?? base}
      >
        {children}
      </EntryForm>
    </ConsolePage>
  );
}
