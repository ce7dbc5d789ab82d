import type { OperationOutput } from "#server/admin/operations.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Badge, type Tone } from "../../parts/badge.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { ByWhom } from "../parts/by-whom.tsx";
import { type Column, DataTable } from "../parts/data-table.tsx";
import { RowAct } from "../parts/row-act.tsx";

export type InvitationView = OperationOutput<"invitations.list">["items"][number];

const tones: Readonly<Record<InvitationView["state"], Tone>> = {
  open: "accent",
  accepted: "good",
  revoked: "neutral",
  expired: "neutral",
};

export function InvitationsTable({
  t,
  invitations,
  revokeHref,
}: {
  t: Translator;
  invitations: readonly InvitationView[];
  /** `undefined` for readers. */
  revokeHref: ((id: string) => string) | undefined;
}) {
  const columns: Column<InvitationView>[] = [
    { id: "for", label: t.text("admin.invitations.for"), cell: (one) => <For t={t} invitation={one} /> },
    { id: "state", label: t.text("admin.invitations.state"), cell: (one) => <State t={t} invitation={one} /> },
    { id: "roles", label: t.text("admin.roles"), cell: ({ roles }) => roles.join(", ") || "–" },
    {
      id: "until",
      label: t.text("admin.invitations.until"),
      cell: ({ expiresAt }) => <time dateTime={expiresAt}>{t.dateTime(Date.parse(expiresAt) / 1000)}</time>,
    },
    { id: "by", label: t.text("admin.roles.by"), cell: ({ createdBy }) => <ByWhom who={createdBy} /> },
  ];
  const act: Column<InvitationView> = {
    id: "act",
    label: t.text("admin.column.act"),
    unlabelled: true,
    align: "end",
    cell: ({ id, state }) =>
      revokeHref && state === "open" ? (
        <RowAct href={revokeHref(id)}>{t.text("admin.invitations.revoke")}</RowAct>
      ) : null,
  };
  return (
    <DataTable
      label={t.text("admin.invitations")}
      columns={revokeHref ? [...columns, act] : columns}
      rows={invitations}
      keyOf={({ id }) => id}
    />
  );
}

function For({ t, invitation: { email } }: { t: Translator; invitation: InvitationView }) {
  return <span className="wrap-anywhere font-medium">{email ?? t.text("admin.invitations.first")}</span>;
}

function State({ t, invitation: { state, acceptedBy } }: { t: Translator; invitation: InvitationView }) {
  return (
    <span className="inline-flex flex-wrap items-center gap-x-2 gap-y-1">
      <Badge tone={tones[state]}>{t.text("admin.invitations.state_of", { state })}</Badge>
      {acceptedBy && (
        <TextLink href={`/admin/people/${acceptedBy}`}>{t.text("admin.invitations.accepted_by")}</TextLink>
      )}
    </span>
  );
}
