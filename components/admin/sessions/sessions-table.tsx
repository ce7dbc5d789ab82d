import type { ListedSession } from "#server/sessions/directory/session-directory.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { describeDevice } from "../../parts/describe-device.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { PersonLink } from "../parts/person-link.tsx";
import { RowAct } from "../parts/row-act.tsx";
import { When } from "../parts/when.tsx";

export interface SessionsTableProps {
  t: Translator;
  sessions: readonly ListedSession[];
  providerName: (id: string) => string;
  nowSeconds: number;
  /** Whether a column says whose they are. */
  withPeople: boolean;
  mayEnd: boolean;
}

export function SessionsTable({ t, sessions, providerName, nowSeconds, withPeople, mayEnd }: SessionsTableProps) {
  const person: Column<ListedSession> = {
    id: "person",
    label: t.text("admin.people.person"),
    cell: ({ userId, displayName, email }) => <PersonLink id={userId} name={displayName} address={email} />,
  };
  const end: Column<ListedSession> = {
    id: "act",
    label: t.text("admin.column.act"),
    align: "end",
    unlabelled: true,
    cell: ({ id }) => <RowAct href={`/admin/sessions/${id}`}>{t.text("admin.sessions.end")}</RowAct>,
  };
  const columns: Column<ListedSession>[] = [
    {
      id: "device",
      label: t.text("admin.sessions.device"),
      cell: ({ userAgent }) => <span title={userAgent ?? undefined}>{deviceName(t, userAgent)}</span>,
    },
    { id: "address", label: t.text("admin.sessions.address"), cell: ({ clientAddress }) => clientAddress },
    {
      id: "provider",
      label: t.text("admin.people.provider"),
      cell: ({ providerId }) => providerId && providerName(providerId),
    },
    {
      id: "active",
      label: t.text("admin.sessions.active"),
      cell: ({ lastActiveAt }) => <When t={t} at={lastActiveAt} nowSeconds={nowSeconds} />,
    },
    {
      id: "created",
      label: t.text("admin.sessions.created"),
      cell: ({ createdAt }) => <When t={t} at={createdAt} nowSeconds={nowSeconds} />,
    },
  ];
  return (
    <DataTable
      label={t.text("admin.sessions")}
      rows={sessions}
      keyOf={({ id }) => id}
      columns={[...(withPeople ? [person] : []), ...columns, ...(mayEnd ? [end] : [])]}
    />
  );
}

export function deviceName(t: Translator, userAgent: string | null): string {
  const known = describeDevice(userAgent ?? undefined);
  return known ? t.text("sessions.device", { ...known }) : t.text("sessions.unknown_device");
}
