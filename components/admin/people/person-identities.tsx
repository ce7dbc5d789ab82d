import type { PersonIdentity } from "#server/accounts/directory/person-directory.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { RowAct } from "../parts/row-act.tsx";
import { When } from "../parts/when.tsx";
import { Address } from "./address.tsx";

export function PersonIdentities({
  t,
  userId,
  identities,
  providerName,
  nowSeconds,
  mayRemove,
}: {
  t: Translator;
  userId: string;
  identities: readonly PersonIdentity[];
  providerName: (id: string) => string;
  nowSeconds: number;
  mayRemove: boolean;
}) {
  const columns: Column<PersonIdentity>[] = [
    {
      id: "provider",
      label: t.text("admin.people.provider"),
      cell: ({ providerId, username, displayName }) => (
        <>
          <span className="font-medium">{providerName(providerId)}</span>
          <p className="text-muted text-sm">
            <bdi>{username ?? displayName}</bdi>
          </p>
        </>
      ),
    },
    {
      id: "subject",
      label: t.text("admin.person.subject"),
      cell: ({ subject }) => <span className="break-all font-mono text-sm">{subject}</span>,
    },
    { id: "email", label: t.text("account.email"), cell: (identity) => <Address t={t} holder={identity} /> },
    {
      id: "used",
      label: t.text("admin.people.last_sign_in"),
      cell: ({ lastSignInAt }) => lastSignInAt && <When t={t} at={lastSignInAt} nowSeconds={nowSeconds} />,
    },
  ];
  const remove: Column<PersonIdentity> = {
    id: "act",
    label: t.text("admin.column.act"),
    align: "end",
    unlabelled: true,
    cell: ({ id }) => <RowAct href={`/admin/people/${userId}?ask=${id}`}>{t.text("admin.person.remove")}</RowAct>,
  };
  return (
    <DataTable
      label={t.text("account.methods")}
      rows={identities}
      keyOf={({ id }) => id}
      columns={mayRemove && identities.length > 1 ? [...columns, remove] : columns}
    />
  );
}
