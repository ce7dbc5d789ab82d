import type { Translator } from "../../messages/create-translator.ts";
import { TextLink } from "../../parts/text-link.tsx";
import { byteSize } from "../parts/byte-size.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { RowAct } from "../parts/row-act.tsx";
import { When } from "../parts/when.tsx";
import { type LimitView, limitedWhom, limitKind } from "./limit-words.ts";

/** Limits in force, each with the question that lifts it for those who may. */
export function LimitTable({
  t,
  limits,
  nowSeconds,
  mayLift,
}: {
  t: Translator;
  limits: readonly LimitView[];
  nowSeconds: number;
  mayLift: boolean;
}) {
  const columns: Column<LimitView>[] = [
    { id: "kind", label: t.text("admin.limits.kind"), cell: (one) => limitKind(t, one) },
    { id: "whom", label: t.text("admin.limits.whom"), cell: (one) => <Whom t={t} limit={one} /> },
    {
      id: "count",
      label: t.text("admin.limits.count"),
      cell: ({ unit, count, limit }) =>
        unit === "bytes"
          ? `${byteSize(t, count)} / ${byteSize(t, limit)}`
          : t.text("admin.limits.counted", { count, limit }),
    },
    {
      id: "until",
      label: t.text("admin.limits.until"),
      cell: ({ until }) => <Until t={t} until={until} nowSeconds={nowSeconds} />,
    },
  ];
  const act: Column<LimitView> = {
    id: "act",
    label: t.text("admin.column.act"),
    align: "end",
    unlabelled: true,
    cell: (one) => (
      <RowAct
        href={`/admin/limits?${new URLSearchParams({ lift: one.id })}`}
        label={t.text("admin.limits.lift_label", { kind: limitKind(t, one), whom: limitedWhom(t, one) })}
      >
        {t.text("admin.limits.lift")}
      </RowAct>
    ),
  };
  return (
    <DataTable
      label={t.text("admin.limits")}
      columns={mayLift ? [...columns, act] : columns}
      rows={limits}
      keyOf={({ id, process }) => `${process} ${id}`}
    />
  );
}

/** Most limits end within a minute, which "just now" would not say. */
function Until({ t, until, nowSeconds }: { t: Translator; until: string; nowSeconds: number }) {
  const seconds = Math.max(0, Math.ceil(Date.parse(until) / 1000 - nowSeconds));
  if (seconds >= 60) return <When t={t} at={until} nowSeconds={nowSeconds} />;
  return <time dateTime={until}>{t.text("admin.limits.in_seconds", { seconds })}</time>;
}

function Whom({ t, limit }: { t: Translator; limit: LimitView }) {
  const { sessionId, userId } = limit;
  const words = limitedWhom(t, limit);
  if (userId) return <TextLink href={`/admin/people/${userId}`}>{words}</TextLink>;
  if (sessionId) return <TextLink href={`/admin/sessions/${sessionId}`}>{words}</TextLink>;
  return <span className="wrap-anywhere">{words}</span>;
}
