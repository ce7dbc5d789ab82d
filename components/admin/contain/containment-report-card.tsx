import type { ReactNode } from "react";
import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Card } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { When } from "../parts/when.tsx";
import { EndedList } from "./ended-list.tsx";

type Report = OperationOutput<"contain.get">;

/** What was chosen, what ended, and what others have not confirmed. */
export function ContainmentReportCard({
  t,
  report,
  nowSeconds,
}: {
  t: Translator;
  report: Report;
  nowSeconds: number;
}) {
  const { state, ended, startedBy, startedAt, finishedAt, retiredKeys, outside } = report;
  const rows: [string, ReactNode][] = [
    [t.text("admin.contain"), t.text(`admin.contain.state.${state}`)],
    [t.text("admin.contain.ended"), <EndedList key="ended" t={t} counts={ended} />],
    [t.text("admin.contain.chosen"), chosenText(report)],
    [t.text("admin.contain.by"), <CodeValue key="by">{startedBy}</CodeValue>],
    [t.text("admin.contain.started"), <When key="started" t={t} at={startedAt} nowSeconds={nowSeconds} />],
    [
      t.text("admin.contain.finished"),
      finishedAt && <When key="finished" t={t} at={finishedAt} nowSeconds={nowSeconds} />,
    ],
    [t.text("admin.contain.retired_keys"), retiredKeys.join(", ")],
    [t.text("admin.contain.providers_told"), outside && providersText(t, outside.providers)],
    [
      t.text("admin.contain.waiting_apps"),
      outside?.waitingApps.map(({ clientId, count }) => `${clientId}: ${count}`).join(", "),
    ],
  ];
  return (
    <Card>
      <Facts items={rows.filter(([, value]) => Boolean(value)).map(([name, value]) => ({ name, value }))} />
    </Card>
  );
}

function providersText(t: Translator, providers: NonNullable<Report["outside"]>["providers"]): string {
  return providers
    .map(({ providerId, revoked, failed }) =>
      t.text("admin.contain.provider_line", { provider: providerId, revoked, failed }),
    )
    .join(" ");
}

function chosenText({ choice }: Report): string {
  const { users, clients, providers, keys, networks, since, until } = choice;
  const lists = Object.entries({ users, clients, providers, keys, networks });
  return [
    ...lists.filter(([, values]) => values.length > 0).map(([name, values]) => `${name}: ${values.join(", ")}`),
    ...(since ? [`since: ${since}`] : []),
    ...(until ? [`until: ${until}`] : []),
  ].join(" · ");
}
