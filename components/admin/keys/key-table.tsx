import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Badge, type Tone } from "../../parts/badge.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { When } from "../parts/when.tsx";

export type SigningKeyView = OperationOutput<"signing-keys.list">["items"][number];

const tones: Record<SigningKeyView["state"], Tone> = { signing: "good", published: "accent", verifying: "neutral" };

/** The published keys: which sign now, and until when each is published. */
export function KeyTable({
  t,
  keys,
  nowSeconds,
  mayChange,
}: {
  t: Translator;
  keys: readonly SigningKeyView[];
  nowSeconds: number;
  mayChange: boolean;
}) {
  const time = (at: string | null) =>
    at === null ? t.text("admin.keys.no_end") : <When t={t} at={at} nowSeconds={nowSeconds} />;
  const columns: Column<SigningKeyView>[] = [
    { id: "kid", label: t.text("admin.keys.kid"), cell: ({ kid }) => <CodeValue>{kid}</CodeValue> },
    { id: "algorithm", label: t.text("admin.keys.algorithm"), cell: ({ algorithm }) => algorithm },
    {
      id: "state",
      label: t.text("admin.keys.state"),
      cell: ({ state }) => <Badge tone={tones[state]}>{t.text(`admin.keys.state_${state}`)}</Badge>,
    },
    { id: "from", label: t.text("admin.keys.signs_from"), cell: ({ signsFrom }) => time(signsFrom) },
    { id: "to", label: t.text("admin.keys.published_to"), cell: ({ publishedTo }) => time(publishedTo) },
  ];
  const act: Column<SigningKeyView> = {
    id: "act",
    label: t.text("admin.keys.retire"),
    unlabelled: true,
    align: "end",
    cell: ({ kid }) => (
      <TextLink
        href={`/admin/keys?${new URLSearchParams({ retire: kid })}`}
        aria-label={t.text("admin.keys.retire_label", { kid })}
      >
        {t.text("admin.keys.retire")}
      </TextLink>
    ),
  };
  return (
    <DataTable
      label={t.text("admin.keys")}
      columns={mayChange ? [...columns, act] : columns}
      rows={keys}
      keyOf={({ kid }) => kid}
    />
  );
}
