import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Button } from "../../parts/button.tsx";
import { FormToken } from "../../parts/form-token.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { DataTable } from "../parts/data-table.tsx";
import { When } from "../parts/when.tsx";

type Block = OperationOutput<"contain.blocks">["items"][number];

/** Blocks in force; each with a button that removes it, for those who may. */
export function BlockList({
  t,
  items,
  formTokenOf,
  nowSeconds,
}: {
  t: Translator;
  items: readonly Block[];
  formTokenOf: ((purpose: string) => string) | undefined;
  nowSeconds: number;
}) {
  return (
    <DataTable
      label={t.text("admin.contain.blocks")}
      rows={items}
      keyOf={({ id }) => id}
      columns={[
        {
          id: "person",
          label: t.text("admin.contain.people"),
          cell: ({ userId }) =>
            userId ? (
              <TextLink href={`/admin/people/${userId}`}>{userId}</TextLink>
            ) : (
              t.text("admin.contain.any_person")
            ),
        },
        {
          id: "app",
          label: t.text("admin.contain.apps"),
          cell: ({ clientId }) => clientId ?? t.text("admin.contain.any_app"),
        },
        { id: "reason", label: t.text("admin.contain.reason"), cell: ({ reason }) => reason },
        {
          id: "since",
          label: t.text("admin.contain.since"),
          cell: ({ createdAt }) => <When t={t} at={createdAt} nowSeconds={nowSeconds} />,
        },
        ...(formTokenOf
          ? [
              {
                id: "remove",
                label: t.text("admin.contain.unblock"),
                align: "end" as const,
                unlabelled: true as const,
                cell: ({ id }: Block) => (
                  <form method="post" action={`/admin/contain/blocks/${id}/remove`}>
                    <FormToken value={formTokenOf(`admin/contain/blocks/${id}/remove`)} />
                    <Button kind="secondary">{t.text("admin.contain.unblock")}</Button>
                  </form>
                ),
              },
            ]
          : []),
      ]}
    />
  );
}
