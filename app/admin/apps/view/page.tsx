import { redirect } from "next/navigation";
import { AppConnect } from "#components/admin/apps/app-connect.tsx";
import { AppDetail } from "#components/admin/apps/app-detail.tsx";
import { AppGrants } from "#components/admin/apps/app-grants.tsx";
import { AppQuestion } from "#components/admin/apps/app-question.tsx";
import { isForPeople, typeOfClient } from "#components/admin/apps/app-type.ts";
import type { ClientView } from "#components/admin/apps/apps-table.tsx";
import { ConsentPreview } from "#components/admin/apps/consent-preview.tsx";
import { portal } from "#server/portal.ts";
import { readReceipt } from "../../../_receipt.ts";
import { nowSeconds, type SearchParams } from "../../../_request.ts";
import { titled } from "../../../_title.ts";
import { readForPage, readIfAllowed } from "../../_admin.ts";
import { readDraft } from "../../_draft.ts";
import { entryPath, entryPurpose } from "../../_entries.ts";
import { type EntryView, EntryViewPage } from "../../_entry-view.tsx";
import type { EntryMay } from "../../_may-do.ts";
import { appConsole } from "../_app-console.ts";

export const generateMetadata = titled("admin.apps");

type View = EntryView<ClientView>;

/** An app; with `?connect` the settings for it, with `?consent` the consent page as people see it. */
export default async function AppPage({ searchParams }: { searchParams: SearchParams }) {
  return EntryViewPage({
    console: appConsole,
    searchParams,
    parts: {
      question,
      detail,
      other: (view) => {
        if (view.query["connect"] !== undefined) return connect(view);
        return view.query["consent"] === undefined ? undefined : consentPreview(view);
      },
    },
  });
}

async function question({ administrator: { session }, frame, shown, query }: View, ask: string) {
  return (
    <AppQuestion
      frame={frame}
      client={shown}
      act={ask}
      secretId={query["of"]}
      href={entryPath("clients", shown.key)}
      formToken={portal().formTokens.issue(session, entryPurpose("clients", ask, shown.key))}
      refused={await readDraft(session, `clients/${ask}`, query["draft"])}
    />
  );
}

async function connect({ administrator, frame: { t }, shown, query }: View) {
  const kept = await portal().consoleNotes.read<{ clientId: string; clientSecret: string | null }>(
    administrator.session,
    "client-secret",
    query["secret"],
  );
  const { items } = await readForPage(administrator, "clients.usage", { clientIds: shown.key });
  const ofThis = kept?.clientId === shown.key ? kept : undefined;
  return (
    <AppConnect
      t={t}
      client={shown}
      issuer={portal().settings.publicUrl}
      secret={ofThis?.clientSecret ?? undefined}
      lastUsedAt={items[0]?.lastUsedAt ?? undefined}
      nowSeconds={nowSeconds()}
      href={entryPath("clients", shown.key)}
      wait={{
        now: query["wait"] !== undefined,
        href: entryPath("clients", shown.key, { connect: "", secret: query["secret"] ?? "", wait: "" }),
      }}
    />
  );
}

function consentPreview({ frame, shown }: View) {
  const preview = portal().consentPreview(shown.key);
  if (!preview) redirect(entryPath("clients", shown.key));
  return <ConsentPreview frame={frame} view={preview} href={entryPath("clients", shown.key)} />;
}

async function detail({ administrator, frame, shown, query }: View, may: EntryMay) {
  const { session, actor } = administrator;
  const { items } = await readForPage(administrator, "clients.usage", { clientIds: shown.key });
  const statistics = await readForPage(administrator, "clients.statistics", { clientId: shown.key });
  const asksPeople = isForPeople(typeOfClient(shown.entry, shown.hasSecret));
  const grants = asksPeople
    ? await readIfAllowed(administrator, "grants.list", { app: shown.key, limit: 10 })
    : undefined;
  return (
    <>
      <AppDetail
        frame={frame}
        client={shown}
        use={items[0] && { ...items[0], ...statistics }}
        done={query["done"] === undefined ? undefined : await readReceipt("entry-changed")}
        may={may}
        mayReadPeople={actor.permissions.has("users.read")}
        rotateToken={portal().formTokens.issue(session, entryPurpose("clients", "rotate-secret", shown.key))}
        hrefOf={(more) => entryPath("clients", shown.key, more)}
        nowSeconds={nowSeconds()}
      />
      {grants && (
        <AppGrants
          t={frame.t}
          clientId={shown.key}
          grants={grants}
          mayRevoke={portal().admin.mayCall(actor, "grants.revoke")}
          nowSeconds={nowSeconds()}
        />
      )}
    </>
  );
}
