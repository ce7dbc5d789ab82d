import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { TextLink } from "../../parts/text-link.tsx";
import { ByWhom } from "../parts/by-whom.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { When } from "../parts/when.tsx";

export type AssignmentView = OperationOutput<"roles.assignments">["items"][number];

/** Who has a role by assignment. */
export function AssignmentTable({
  t,
  assignments,
  nowSeconds,
  mayRemove,
  removeHref,
}: {
  t: Translator;
  assignments: readonly AssignmentView[];
  nowSeconds: number;
  mayRemove(role: string): boolean;
  removeHref(id: string): string;
}) {
  const columns: Column<AssignmentView>[] = [
    {
      id: "holder",
      label: t.text("admin.roles.holder"),
      cell: (assignment) => <Holder t={t} assignment={assignment} />,
    },
    { id: "role", label: t.text("admin.roles.role"), cell: ({ role }) => role },
    {
      id: "since",
      label: t.text("admin.roles.since"),
      cell: ({ assignedAt }) => <When t={t} at={assignedAt} nowSeconds={nowSeconds} />,
    },
    { id: "by", label: t.text("admin.roles.by"), cell: ({ assignedBy }) => <ByWhom who={assignedBy} /> },
  ];
  const act: Column<AssignmentView> = {
    id: "act",
    label: t.text("admin.roles.remove"),
    unlabelled: true,
    align: "end",
    cell: (assignment) =>
      mayRemove(assignment.role) && (
        <TextLink
          href={removeHref(assignment.id)}
          aria-label={t.text("admin.roles.remove_label", { role: assignment.role, holder: holderName(assignment) })}
        >
          {t.text("admin.roles.remove")}
        </TextLink>
      ),
  };
  return (
    <DataTable
      label={t.text("admin.roles.assignments")}
      columns={assignments.some(({ role }) => mayRemove(role)) ? [...columns, act] : columns}
      rows={assignments}
      keyOf={({ id }) => id}
    />
  );
}

function Holder({ t, assignment }: { t: Translator; assignment: AssignmentView }) {
  const { userId, group, awaited, displayName } = assignment;
  if (userId !== null) return <TextLink href={`/admin/people/${userId}`}>{displayName ?? userId}</TextLink>;
  if (group !== null) return t.text("admin.roles.members_of", { group });
  return t.text("admin.roles.awaited", { person: awaited ?? "" });
}

/** The name of a person or group; what is known of a person who has not signed in yet. */
export function holderName({
  userId,
  group,
  awaited,
  displayName,
}: Pick<AssignmentView, "userId" | "group" | "awaited" | "displayName">): string {
  return displayName ?? userId ?? group ?? awaited ?? "";
}
