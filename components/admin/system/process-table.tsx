import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Badge, type Tone } from "../../parts/badge.tsx";
import { byteSize } from "../parts/byte-size.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { When } from "../parts/when.tsx";

type Process = OperationOutput<"system.processes">["items"][number];

const tones: Record<Process["state"], Tone> = {
  answers: "good",
  silent: "danger",
  cut_off: "warn",
  unknown: "neutral",
};

/** The processes of the portal, and what to do about those that don't work. */
export function ProcessTable({
  t,
  processes,
  nowSeconds,
}: {
  t: Translator;
  processes: readonly Process[];
  nowSeconds: number;
}) {
  const columns: Column<Process>[] = [
    { id: "process", label: t.text("admin.system.process"), cell: (one) => <ProcessName t={t} process={one} /> },
    {
      id: "state",
      label: t.text("admin.system.state"),
      cell: ({ state, since }) => (
        <>
          <Badge tone={tones[state]}>{t.text(`admin.system.state_${state}`)}</Badge>
          {since && (
            <p className="mt-0.5 text-muted text-sm">
              {t.rich("admin.system.since", { when: <When key="when" t={t} at={since} nowSeconds={nowSeconds} /> })}
            </p>
          )}
        </>
      ),
    },
    {
      id: "answer",
      label: t.text("admin.system.answer_time"),
      cell: ({ answeredAfterMs: ms }) => (ms === null ? "–" : t.text("admin.system.answer_ms", { ms })),
    },
    { id: "version", label: t.text("admin.system.version"), cell: ({ version }) => version ?? "–" },
    {
      id: "started",
      label: t.text("admin.system.started"),
      cell: ({ startedAt }) => (startedAt ? <When t={t} at={startedAt} nowSeconds={nowSeconds} /> : "–"),
    },
    {
      id: "memory",
      label: t.text("admin.system.memory"),
      align: "end",
      cell: ({ memoryBytes }) => (memoryBytes === null ? "–" : byteSize(t, memoryBytes)),
    },
  ];
  const states = new Set(processes.map(({ state }) => state));
  const advised = (["silent", "cut_off"] as const).filter((state) => states.has(state));
  return (
    <>
      <DataTable label={t.text("admin.system.processes")} columns={columns} rows={processes} keyOf={({ id }) => id} />
      {advised.map((state) => (
        <p key={state} className="mt-3 text-muted">
          {t.text(`admin.system.${state}_advice`)}
        </p>
      ))}
    </>
  );
}

function ProcessName({ t, process: { id, host, pid, role, isOwn } }: { t: Translator; process: Process }) {
  const remarks = [isOwn ? "this_process" : undefined, role === "command" ? "role_command" : undefined] as const;
  const shown = remarks.filter((remark) => remark !== undefined);
  return (
    <div title={id}>
      <span className="wrap-anywhere font-medium">
        {host === null ? t.text("admin.system.unnamed_process", { id: id.slice(0, 8) }) : `${host}:${pid}`}
      </span>
      {shown.length > 0 && (
        <p className="text-muted text-sm">{t.list(shown.map((remark) => t.text(`admin.system.${remark}`)))}</p>
      )}
    </div>
  );
}
