import { AppsTable } from "#components/admin/apps/apps-table.tsx";
import { TextLink } from "#components/parts/text-link.tsx";
import { nowSeconds, type SearchParams } from "../../_request.ts";
import { titled } from "../../_title.ts";
import { readForPage } from "../_admin.ts";
import { entryPath } from "../_entries.ts";
import { EntryListPage } from "../_entry-list.tsx";
import { appConsole } from "./_app-console.ts";

export const generateMetadata = titled("admin.apps");

export default async function AppsPage({ searchParams }: { searchParams: SearchParams }) {
  return EntryListPage({
    console: appConsole,
    searchParams,
    beside: ({ t }) => <TextLink href="/admin/apps/registered">{t.text("admin.apps.registered")}</TextLink>,
    async table(clients, { t }, administrator) {
      const clientIds = clients.map(({ key }) => key).join(" ");
      const { items } = await readForPage(administrator, "clients.usage", { clientIds });
      return (
        <AppsTable
          t={t}
          clients={clients}
          uses={new Map(items.map((use) => [use.clientId, use]))}
          hrefOf={(clientId) => entryPath("clients", clientId)}
          nowSeconds={nowSeconds()}
        />
      );
    },
  });
}
