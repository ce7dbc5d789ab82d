import { redirect } from "next/navigation";
import type { ReactNode } from "react";
import { EntryDetail } from "#components/admin/entries/entry-detail.tsx";
import { EntryForm } from "#components/admin/entries/entry-form.tsx";
import { fieldsOfEntry } from "#components/admin/entries/entry-of-fields.ts";
import { EntryQuestion } from "#components/admin/entries/entry-question.tsx";
import type { Frame } from "#components/frame/frame.ts";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { orErrorPage } from "../_error-page.ts";
import { readReceipt } from "../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../_request.ts";
import { type Administrator, requireAdministrator } from "./_admin.ts";
import { ConsolePage } from "./_console-page.tsx";
import { readDraft } from "./_draft.ts";
import { entryKinds, entryPath, entryPurpose, isEntryAct } from "./_entries.ts";
import type { EntryConsole, ShownEntry } from "./_entry-console.ts";
import { listHref } from "./_list.ts";
import { type EntryMay, mayDo } from "./_may-do.ts";
import { requireFresh } from "./_require-fresh.ts";

/** What a page of an entry is made of. */
export interface EntryView<Entry extends ShownEntry> {
  console: EntryConsole<Entry>;
  administrator: Administrator;
  frame: Frame;
  shown: Entry;
  query: Readonly<Record<string, string>>;
  here: string;
}

/** What a kind has in place of the usual parts. */
interface EntryParts<Entry extends ShownEntry> {
  question?(view: EntryView<Entry>, ask: string): ReactNode;
  detail?(view: EntryView<Entry>, may: EntryMay): ReactNode;
  /** Another page of the entry, or `undefined` when it isn't asked for. */
  other?(view: EntryView<Entry>): ReactNode;
}

/** One entry: its fields, the form that changes it, or the question before an act. `beside` is what a kind has more to show. */
export async function EntryViewPage<Entry extends ShownEntry>({
  console,
  searchParams,
  beside,
  parts = {},
}: {
  console: EntryConsole<Entry>;
  searchParams: SearchParams;
  parts?: EntryParts<Entry>;
  beside?: (shown: Entry, frame: Frame, administrator: Administrator) => ReactNode;
}) {
  const { base } = entryKinds[console.kind];
  const query: Record<string, string> = {};
  for (const [name, value] of Object.entries(await searchParams)) if (typeof value === "string") query[name] = value;
  const here = listHref(`${base}/view`, query);
  const administrator = await requireAdministrator(here);
  const { id = "" } = query;
  if (id === "") redirect(base);
  const shown = await orErrorPage(() => console.get(administrator.actor, id));
  const frame = await currentFrame();
  const view = { console, administrator, frame, shown, query, here };
  const may = mayDo(console, administrator, shown);
  const ask = query["ask"];
  return (
    <ConsolePage administrator={administrator} frame={frame} part={console.part} path={here}>
      {ask && (isEntryAct(ask) ? may.acts.includes(ask) : may.change)
        ? await (parts.question ?? question)(view, ask)
        : may.change && query["edit"] !== undefined
          ? await editForm(view)
          : await (parts.other?.(view) ??
              parts.detail?.(view, may) ??
              detail(view, may, beside?.(shown, frame, administrator)))}
    </ConsolePage>
  );
}

async function question<Entry extends ShownEntry>(view: EntryView<Entry>, ask: string) {
  const { console, administrator, frame, shown, query } = view;
  return (
    <EntryQuestion
      frame={frame}
      kind={console.kind}
      act={ask}
      entryKey={shown.key}
      name={console.nameOf(shown, frame.t)}
      revision={shown.revision}
      href={entryPath(console.kind, shown.key)}
      action={`${entryKinds[console.kind].base}/act`}
      formToken={portal().formTokens.issue(administrator.session, entryPurpose(console.kind, ask, shown.key))}
      refused={await readDraft(administrator.session, `${console.kind}/${ask}`, query["draft"])}
    />
  );
}

async function editForm<Entry extends ShownEntry>({
  console,
  administrator,
  frame: { t },
  shown,
  query,
  here,
}: EntryView<Entry>) {
  requireFresh(administrator, console.changeOperation, here);
  const { session } = administrator;
  const specs = console.specs(t, shown, undefined).filter(({ path }) => path !== console.keyPath);
  const draft = await readDraft(session, `${console.kind}/change`, query["draft"]);
  const href = entryPath(console.kind, shown.key);
  const name = console.nameOf(shown, t);
  return (
    <>
      <PageHeading back={{ href, label: name }} title={t.text("admin.entry.change_title", { name })} />
      <EntryForm
        t={t}
        action={`${entryKinds[console.kind].base}/change`}
        formToken={portal().formTokens.issue(session, entryPurpose(console.kind, "change", shown.key))}
        specs={specs}
        fields={draft?.fields ?? fieldsOfEntry(specs, shown.entry)}
        refused={draft}
        hidden={{ id: shown.key, revision: shown.revision ?? "" }}
        submit={t.text("admin.entry.save")}
        cancelHref={href}
      />
    </>
  );
}

async function detail<Entry extends ShownEntry>(view: EntryView<Entry>, may: EntryMay, beside: ReactNode) {
  const { console, frame, shown, query } = view;
  const { t } = frame;
  const { base } = entryKinds[console.kind];
  return (
    <EntryDetail
      t={t}
      shown={shown}
      name={console.nameOf(shown, t)}
      back={{ href: base, label: t.text(console.title) }}
      place={console.placeOf(shown.key)}
      specs={console.specs(t, shown, undefined)}
      done={query["done"] === undefined ? undefined : await readReceipt("entry-changed")}
      may={may}
      hrefOf={(more) => entryPath(console.kind, shown.key, more)}
      nowSeconds={nowSeconds()}
    >
      {beside}
    </EntryDetail>
  );
}
