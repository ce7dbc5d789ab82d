import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { TextLink } from "../../parts/text-link.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { RowAct } from "../parts/row-act.tsx";
import { When } from "../parts/when.tsx";
import { type ClientUse, peopleText } from "./apps-table.tsx";

export type RegisteredApp = OperationOutput<"clients.registered">["items"][number];

/** Apps that registered themselves, with how they are known, when they were used last and by how many people. */
export function RegisteredAppsTable({
  t,
  apps,
  uses,
  removeHref,
  grantsHref,
  nowSeconds,
}: {
  t: Translator;
  apps: readonly RegisteredApp[];
  uses: ReadonlyMap<string, ClientUse>;
  /** `undefined` for readers. */
  removeHref: ((clientId: string) => string) | undefined;
  grantsHref: ((clientId: string) => string) | undefined;
  nowSeconds: number;
}) {
  const columns: Column<RegisteredApp>[] = [
    { id: "name", label: t.text("admin.apps.name"), cell: (app) => <Name app={app} /> },
    {
      id: "kind",
      label: t.text("admin.apps.known_by"),
      cell: ({ kind }) => t.text("admin.apps.known_by_kind", { kind }),
    },
    {
      id: "since",
      label: t.text("admin.apps.known_since"),
      cell: ({ registeredAt, expiresAt }) => (
        <>
          <When t={t} at={registeredAt} nowSeconds={nowSeconds} />
          {expiresAt && (
            <p className="text-muted text-sm">
              {t.text("admin.apps.forgotten_at", { date: t.date(Date.parse(expiresAt) / 1000) })}
            </p>
          )}
        </>
      ),
    },
    {
      id: "used",
      label: t.text("admin.apps.last_used"),
      cell: ({ clientId }) => {
        const at = uses.get(clientId)?.lastUsedAt;
        return at ? <When t={t} at={at} nowSeconds={nowSeconds} /> : t.text("admin.apps.never");
      },
    },
    {
      id: "people",
      label: t.text("admin.apps.people"),
      align: "end",
      cell: ({ clientId }) => {
        const use = uses.get(clientId);
        const people = peopleText(t, use);
        return grantsHref && use?.people ? <TextLink href={grantsHref(clientId)}>{people}</TextLink> : people;
      },
    },
  ];
  const act: Column<RegisteredApp> = {
    id: "act",
    label: t.text("admin.column.act"),
    unlabelled: true,
    align: "end",
    cell: ({ clientId, name }) =>
      removeHref && (
        <RowAct href={removeHref(clientId)}>
          {t.text("admin.apps.remove")}
          <span className="sr-only">: {name}</span>
        </RowAct>
      ),
  };
  return (
    <DataTable
      label={t.text("admin.apps.registered")}
      columns={removeHref ? [...columns, act] : columns}
      rows={apps}
      keyOf={({ clientId }) => clientId}
    />
  );
}

/** What an app calls itself is no proof of what it is, so its id and where it leads people stand below. */
function Name({ app: { name, clientId, redirectUris } }: { app: RegisteredApp }) {
  return (
    <>
      <bdi className="wrap-anywhere font-medium">{name}</bdi>
      <span className="wrap-anywhere block text-sm">
        <CodeValue>{clientId}</CodeValue>
      </span>
      <span className="wrap-anywhere block text-muted text-sm">{redirectUris.slice(0, 3).join(", ")}</span>
    </>
  );
}
