import type { ReactNode } from "react";
import type { FoundEvent } from "#server/audit/search/audit-search.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { TextLink } from "../../parts/text-link.tsx";

/** The fields of an event; those that events share lead to the others that have the same. */
export function EventFields({
  t,
  event,
  withPerson,
  mayExplain,
}: {
  t: Translator;
  event: FoundEvent;
  withPerson: boolean;
  mayExplain: boolean;
}) {
  const same = (filter: string, value: string) => (
    <TextLink href={`/admin/audit?${new URLSearchParams({ [filter]: value })}`} className="font-normal">
      {value}
    </TextLink>
  );
  const personOf = (id: string) => (withPerson ? <TextLink href={`/admin/people/${id}`}>{id}</TextLink> : id);
  const fields: [string, ReactNode][] = [
    [t.text("admin.audit.kind"), same("kind", event.type)],
    ...optional(event.userId, (id) => [t.text("admin.people.person"), personOf(id)]),
    ...optional(event.actor, (actor) => [t.text("admin.audit.actor"), same("actor", actor)]),
    ...optional(event.clientId, (id) => [t.text("admin.audit.app"), same("app", id)]),
    ...optional(event.providerId, (id) => [t.text("admin.people.provider"), same("provider", id)]),
    ...optional(event.sessionId, (id) => [t.text("admin.audit.session"), same("session", id)]),
    ...optional(event.clientAddress, (address) => [t.text("admin.audit.address"), same("address", address)]),
    ...optional(event.requestId, (id) => [
      t.text("admin.audit.reference"),
      <span key="reference" className="flex flex-wrap gap-x-4">
        {same("reference", id)}
        {mayExplain && event.outcome !== "success" && (
          <TextLink href={`/admin/explain?${new URLSearchParams({ reference: id })}`}>
            {t.text("admin.explain")}
          </TextLink>
        )}
      </span>,
    ]),
    ...optional(event.userAgent, (agent) => [t.text("admin.audit.user_agent"), agent]),
    ...Object.entries(event.details).map(([name, value]): [string, ReactNode] => [
      name,
      typeof value === "string" ? value : JSON.stringify(value),
    ]),
  ];
  return (
    <dl className="grid gap-x-4 gap-y-0.5 px-5 pb-4 ps-12 text-sm sm:grid-cols-[10rem_1fr]">
      {fields.map(([name, value]) => (
        <div key={name} className="contents">
          <dt className="text-muted max-sm:mt-1.5">{name}</dt>
          <dd className="min-w-0 break-words font-mono text-[0.8125rem]">{value}</dd>
        </div>
      ))}
    </dl>
  );
}

function optional(value: string | null, field: (value: string) => [string, ReactNode]): [string, ReactNode][] {
  return value === null ? [] : [field(value)];
}
