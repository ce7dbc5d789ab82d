import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { RowAct } from "../parts/row-act.tsx";

type RoleSource = OperationOutput<"users.get">["roleSources"][number];

/** The roles of a person with the reason for each; those that were given to the person can be taken away here. */
export function PersonRoles({
  t,
  userId,
  sources,
  mayGive,
  mayRemove,
}: {
  t: Translator;
  userId: string;
  sources: readonly RoleSource[];
  mayGive: boolean;
  mayRemove(role: string): boolean;
}) {
  const path = `/admin/people/${userId}`;
  const columns: Column<RoleSource>[] = [
    {
      id: "role",
      label: t.text("admin.roles.role"),
      cell: ({ role }) => <span className="font-medium">{role}</span>,
    },
    {
      id: "by",
      label: t.text("admin.person.role_by"),
      cell: ({ by, group }) =>
        t.text("admin.person.role_source", {
          by: by === "settings" && group === null ? "admins" : by,
          group: group ?? "",
        }),
    },
  ];
  const isRemovable = ({ role, by }: RoleSource) => by === "assigned" && mayRemove(role);
  const act: Column<RoleSource> = {
    id: "act",
    label: t.text("admin.column.act"),
    unlabelled: true,
    align: "end",
    cell: (source) =>
      isRemovable(source) && (
        <RowAct href={`${path}?${new URLSearchParams({ ask: `role:${source.role}` })}`}>
          {t.text("admin.roles.remove")}
          <span className="sr-only">: {source.role}</span>
        </RowAct>
      ),
  };
  return (
    <>
      {sources.length === 0 ? (
        <p className="text-muted">{t.text("admin.person.no_role")}</p>
      ) : (
        <DataTable
          label={t.text("admin.roles")}
          columns={sources.some(isRemovable) ? [...columns, act] : columns}
          rows={sources}
          keyOf={({ role, by, group }) => `${role} ${by} ${group}`}
        />
      )}
      {mayGive && (
        <p className="mt-4">
          <ButtonLink kind="secondary" href={`${path}?ask=give-role`}>
            {t.text("admin.person.give_role")}
          </ButtonLink>
        </p>
      )}
    </>
  );
}
