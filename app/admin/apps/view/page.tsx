import { redirect } from "next/navigation";
import { AppConnect } from "#components/admin/apps/app-connect.tsx";
import { AppDetail } from "#components/admin/apps/app-detail.tsx";
import { AppQuestion } from "#components/admin/apps/app-question.tsx";
import { typeOfClient } from "#components/admin/apps/app-type.ts";
import type { ClientView } from "#components/admin/apps/apps-table.tsx";
import { clientSpecs } from "#components/admin/apps/client-specs.ts";
import { ConsentPreview } from "#components/admin/apps/consent-preview.tsx";
import { EntryForm } from "#components/admin/entries/entry-form.tsx";
import { fieldsOfEntry } from "#components/admin/entries/entry-of-fields.ts";
import type { Frame } from "#components/frame/frame.ts";
import { PageHeading } from "#components/parts/page-heading.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../../_receipt.ts";
import { currentFrame, nowSeconds, type SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { type Administrator, readForPage, requireAdministrator } from "../../_admin.ts";
import { ConsolePage } from "../../_console-page.tsx";
import { readDraft } from "../../_draft.ts";
import { entryPath, entryPurpose } from "../../_entries.ts";
import { listHref } from "../../_list.ts";
import { requireFresh } from "../../_require-fresh.ts";
import { clientChoices } from "../_choices.ts";

export const generateMetadata = titled("admin.apps");

const names = ["id", "ask", "of", "edit", "draft", "done", "connect", "wait", "secret", "consent"] as const;

type Query = { [name in (typeof names)[number]]?: string };

interface View {
  administrator: Administrator;
  frame: Frame;
  client: ClientView;
  query: Query;
  here: string;
}

export default async function AppPage({ searchParams }: { searchParams: SearchParams }) {
  const query = await queryOf(searchParams);
  const { id = "" } = query;
  const here = listHref("/admin/apps/view", query);
  const administrator = await requireAdministrator(here);
  if (id === "") redirect("/admin/apps");
  const client = await readForPage(administrator, "clients.get", { clientId: id });
  const frame = await currentFrame();
  const view = { administrator, frame, client, query, here };
  return (
    <ConsolePage administrator={administrator} frame={frame} part="apps" path={here}>
      {await contentOf(view)}
    </ConsolePage>
  );
}

/** A parameter without a value counts as well: `edit`. */
async function queryOf(searchParams: SearchParams): Promise<Query> {
  const given = await searchParams;
  const found: Query = {};
  for (const name of names) {
    const value = given[name];
    if (typeof value === "string") found[name] = value;
  }
  return found;
}

function contentOf(view: View) {
  const { query, client, administrator } = view;
  const mayChange = client.origin === "database" && administrator.actor.permissions.has("clients.write");
  if (mayChange && query.ask) return question(view, query.ask);
  if (mayChange && query.edit !== undefined) return editForm(view);
  if (query.connect !== undefined) return connect(view);
  if (query.consent !== undefined) return consentPreview(view);
  return detail(view, mayChange);
}

async function question({ administrator: { session }, frame, client, query }: View, ask: string) {
  return (
    <AppQuestion
      frame={frame}
      client={client}
      act={ask}
      secretId={query.of}
      href={entryPath("clients", client.key)}
      formToken={portal().formTokens.issue(session, entryPurpose("clients", ask, client.key))}
      refused={await readDraft(session, `clients/${ask}`, query.draft)}
    />
  );
}

async function editForm({ administrator, frame: { t }, client, query, here }: View) {
  requireFresh(administrator, "clients.change", here);
  const { session } = administrator;
  const type = typeOfClient(client.entry, client.hasSecret);
  const specs = clientSpecs(type, clientChoices(t)).filter(({ path }) => path !== "clientId");
  const draft = await readDraft(session, "clients/change", query.draft);
  const href = entryPath("clients", client.key);
  return (
    <>
      <PageHeading
        back={{ href, label: client.entry.name }}
        title={t.text("admin.entry.change_title", { name: client.entry.name })}
      />
      <EntryForm
        t={t}
        action="/admin/apps/change"
        formToken={portal().formTokens.issue(session, entryPurpose("clients", "change", client.key))}
        specs={specs}
        fields={draft?.fields ?? fieldsOfEntry(specs, client.entry)}
        refused={draft}
        hidden={{ id: client.key, revision: client.revision ?? "" }}
        submit={t.text("admin.entry.save")}
        cancelHref={href}
      />
    </>
  );
}

async function connect({ administrator, frame: { t }, client, query }: View) {
  const kept = await portal().consoleNotes.read<{ clientId: string; clientSecret: string | null }>(
    administrator.session,
    "client-secret",
    query.secret,
  );
  const { items } = await readForPage(administrator, "clients.usage", { clientIds: client.key });
  const ofThis = kept?.clientId === client.key ? kept : undefined;
  return (
    <AppConnect
      t={t}
      client={client}
      issuer={portal().settings.publicUrl}
      secret={ofThis?.clientSecret ?? undefined}
      lastUsedAt={items[0]?.lastUsedAt ?? undefined}
      nowSeconds={nowSeconds()}
      href={entryPath("clients", client.key)}
      wait={{
        now: query.wait !== undefined,
        href: entryPath("clients", client.key, { connect: "", secret: query.secret ?? "", wait: "" }),
      }}
    />
  );
}

function consentPreview({ frame, client }: View) {
  const preview = portal().consentPreview(client.key);
  if (!preview) redirect(entryPath("clients", client.key));
  return <ConsentPreview frame={frame} view={preview} href={entryPath("clients", client.key)} />;
}

async function detail({ administrator, frame, client, query }: View, mayChange: boolean) {
  const { items } = await readForPage(administrator, "clients.usage", { clientIds: client.key });
  const statistics = await readForPage(administrator, "clients.statistics", { clientId: client.key });
  const issue = (act: string) =>
    portal().formTokens.issue(administrator.session, entryPurpose("clients", act, client.key));
  return (
    <AppDetail
      frame={frame}
      client={client}
      use={items[0] && { ...items[0], ...statistics }}
      done={query.done === undefined ? undefined : await readReceipt("entry-changed")}
      mayChange={mayChange}
      mayReadPeople={administrator.actor.permissions.has("users.read")}
      rotateToken={issue("rotate-secret")}
      hrefOf={(more) => entryPath("clients", client.key, more)}
      nowSeconds={nowSeconds()}
    />
  );
}
