import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { EntryState } from "../entries/entry-state.tsx";
import { ByWhom } from "../parts/by-whom.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { RowLink } from "../parts/row-link.tsx";
import { When } from "../parts/when.tsx";
import { typeOfClient } from "./app-type.ts";

export type ClientView = OperationOutput<"clients.list">["items"][number];
export type ClientUse = OperationOutput<"clients.usage">["items"][number];

/** Apps with their type, where they are kept, when they were used last and by how many people. */
export function AppsTable({
  t,
  clients,
  uses,
  hrefOf,
  nowSeconds,
}: {
  t: Translator;
  clients: readonly ClientView[];
  uses: ReadonlyMap<string, ClientUse>;
  hrefOf(clientId: string): string;
  nowSeconds: number;
}) {
  const owner: Column<ClientView> = {
    id: "owner",
    label: t.text("admin.apps.added_by"),
    cell: ({ createdBy }) => createdBy && <ByWhom who={createdBy} />,
  };
  const columns: Column<ClientView>[] = [
    {
      id: "name",
      label: t.text("admin.apps.name"),
      cell: ({ key, entry }) => (
        <>
          <RowLink href={hrefOf(key)}>
            <bdi>{entry.name}</bdi>
          </RowLink>
          <span className="block text-sm">
            <CodeValue>{key}</CodeValue>
          </span>
        </>
      ),
    },
    {
      id: "type",
      label: t.text("admin.apps.type"),
      cell: ({ entry, hasSecret }) => t.text(`admin.apps.type_${typeOfClient(entry, hasSecret)}`),
    },
    { id: "state", label: t.text("admin.entry.kept"), cell: (client) => <EntryState t={t} entry={client} /> },
    ...(clients.some(({ createdBy }) => createdBy !== null) ? [owner] : []),
    {
      id: "used",
      label: t.text("admin.apps.last_used"),
      cell: ({ key }) => {
        const at = uses.get(key)?.lastUsedAt;
        return at ? <When t={t} at={at} nowSeconds={nowSeconds} /> : t.text("admin.apps.never");
      },
    },
    {
      id: "people",
      label: t.text("admin.apps.people"),
      align: "end",
      cell: ({ key }) => peopleText(t, uses.get(key)),
    },
  ];
  return <DataTable label={t.text("admin.apps")} columns={columns} rows={clients} keyOf={({ key }) => key} />;
}

/** Counts stop at a bound, and say so. */
export function peopleText(t: Translator, use: ClientUse | undefined): string {
  return t.text(use?.morePeople ? "admin.apps.more_than" : "admin.apps.exactly", { count: use?.people ?? 0 });
}
