import type { ListedPerson } from "#server/accounts/directory/person-directory.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Avatar } from "../../parts/avatar.tsx";
import { Badge } from "../../parts/badge.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { RowLink } from "../parts/row-link.tsx";
import { When } from "../parts/when.tsx";

export function PeopleTable({
  t,
  people,
  providerName,
  nowSeconds,
}: {
  t: Translator;
  people: readonly ListedPerson[];
  providerName: (id: string) => string;
  nowSeconds: number;
}) {
  return (
    <DataTable
      label={t.text("admin.people")}
      rows={people}
      keyOf={({ id }) => id}
      columns={[
        { id: "person", label: t.text("admin.people.person"), cell: (person) => <PersonCell t={t} person={person} /> },
        {
          id: "providers",
          label: t.text("admin.people.providers"),
          cell: ({ providerIds }) => providerIds.map(providerName).join(", ") || null,
        },
        {
          id: "active",
          label: t.text("admin.people.last_sign_in"),
          cell: ({ lastSignInAt }) => <When t={t} at={lastSignInAt} nowSeconds={nowSeconds} />,
        },
        {
          id: "created",
          label: t.text("admin.people.created"),
          cell: ({ createdAt }) => <When t={t} at={createdAt} nowSeconds={nowSeconds} />,
        },
      ]}
    />
  );
}

function PersonCell({ t, person }: { t: Translator; person: ListedPerson }) {
  const { id, displayName, email, username, pictureUrl, disabledAt } = person;
  return (
    <div className="flex items-center gap-3">
      <Avatar person={{ displayName, pictureUrl: pictureUrl ?? undefined }} size="small" />
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2">
          <RowLink href={`/admin/people/${id}`}>
            <bdi>{displayName}</bdi>
          </RowLink>
          {disabledAt && <Badge tone="danger">{t.text("admin.people.disabled")}</Badge>}
        </div>
        <p className="text-muted text-sm">{email ?? username}</p>
      </div>
    </div>
  );
}
