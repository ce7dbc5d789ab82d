import type { Translator } from "../../messages/create-translator.ts";
import { CodeValue } from "../parts/code-value.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { RowLink } from "../parts/row-link.tsx";
import { EntryState } from "./entry-state.tsx";

interface TableEntry {
  key: string;
  origin: "settings" | "database";
  enabled: boolean;
}

/** Entries by name and key, with where they are kept. */
export function EntryTable<Entry extends TableEntry>({
  t,
  label,
  entries,
  nameOf,
  hrefOf,
}: {
  t: Translator;
  label: string;
  entries: readonly Entry[];
  nameOf(entry: Entry): string;
  hrefOf(key: string): string;
}) {
  const columns: Column<Entry>[] = [
    {
      id: "name",
      label: t.text("admin.apps.name"),
      cell: (entry) => (
        <RowLink href={hrefOf(entry.key)}>
          <bdi>{nameOf(entry)}</bdi>
        </RowLink>
      ),
    },
    { id: "key", label: t.text("admin.entry.key"), cell: ({ key }) => <CodeValue>{key}</CodeValue> },
    { id: "state", label: t.text("admin.entry.kept"), cell: (entry) => <EntryState t={t} entry={entry} /> },
  ];
  return <DataTable label={label} columns={columns} rows={entries} keyOf={({ key }) => key} />;
}
