import type { ListedGrant } from "#server/authorization-server/connected-apps/grant-directory.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { PersonLink } from "../parts/person-link.tsx";
import { RowAct } from "../parts/row-act.tsx";
import { When } from "../parts/when.tsx";

export function GrantsTable({
  t,
  grants,
  nowSeconds,
  withPeople,
  withApps = true,
  mayRevoke,
}: {
  t: Translator;
  grants: readonly ListedGrant[];
  nowSeconds: number;
  /** Whether a column says to whose account. */
  withPeople: boolean;
  /** Whether a column says which app it is. */
  withApps?: boolean;
  mayRevoke: boolean;
}) {
  const person: Column<ListedGrant> = {
    id: "person",
    label: t.text("admin.people.person"),
    cell: ({ userId, displayName, email }) => <PersonLink id={userId} name={displayName} address={email} />,
  };
  const revoke: Column<ListedGrant> = {
    id: "act",
    label: t.text("admin.column.act"),
    align: "end",
    unlabelled: true,
    cell: ({ id }) => <RowAct href={`/admin/grants/${id}`}>{t.text("admin.grants.revoke")}</RowAct>,
  };
  const app: Column<ListedGrant> = {
    id: "app",
    label: t.text("admin.grants.app"),
    cell: ({ appName, clientId }) => (
      <>
        <bdi className="font-medium">{appName}</bdi>
        {appName !== clientId && <p className="text-muted text-sm">{clientId}</p>}
      </>
    ),
  };
  const columns: Column<ListedGrant>[] = [
    { id: "scopes", label: t.text("admin.grants.scopes"), cell: ({ scopes }) => scopes.join(", ") },
    {
      id: "granted",
      label: t.text("admin.grants.granted"),
      cell: ({ grantedAt }) => <When t={t} at={grantedAt} nowSeconds={nowSeconds} />,
    },
    {
      id: "used",
      label: t.text("admin.grants.used"),
      cell: ({ lastUsedAt }) =>
        lastUsedAt ? <When t={t} at={lastUsedAt} nowSeconds={nowSeconds} /> : t.text("apps.not_used"),
    },
  ];
  return (
    <DataTable
      label={t.text("admin.grants")}
      rows={grants}
      keyOf={({ id }) => id}
      columns={[
        ...(withPeople ? [person] : []),
        ...(withApps ? [app] : []),
        ...columns,
        ...(mayRevoke ? [revoke] : []),
      ]}
    />
  );
}
