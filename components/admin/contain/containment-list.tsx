import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { TextLink } from "../../parts/text-link.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { When } from "../parts/when.tsx";

type Report = OperationOutput<"contain.list">["items"][number];

/** Runs with their state, the newest first. */
export function ContainmentList({
  t,
  items,
  nowSeconds,
}: {
  t: Translator;
  items: readonly Report[];
  nowSeconds: number;
}) {
  if (items.length === 0) return <p className="text-muted">{t.text("admin.contain.none_yet")}</p>;
  return (
    <DataTable
      label={t.text("admin.contain.reports")}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          id: "reason",
          label: t.text("admin.contain.reason"),
          cell: ({ id, reason }) => <TextLink href={`/admin/contain/${id}`}>{reason}</TextLink>,
        },
        { id: "state", label: t.text("admin.contain"), cell: ({ state }) => t.text(`admin.contain.state.${state}`) },
        { id: "by", label: t.text("admin.contain.by"), cell: ({ startedBy }) => startedBy },
        {
          id: "started",
          label: t.text("admin.contain.started"),
          cell: ({ startedAt }) => <When t={t} at={startedAt} nowSeconds={nowSeconds} />,
        },
      ]}
    />
  );
}
