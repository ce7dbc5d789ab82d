import type { FoundEvent } from "#server/audit/search/audit-search.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Badge } from "../../parts/badge.tsx";
import { Icon } from "../../parts/icon.tsx";
import { EventFields } from "./event-fields.tsx";
import { type EventNames, eventWords } from "./event-words.ts";

/** Audit events in plain words, each with its fields behind it. */
export function EventList({
  t,
  events,
  withPeople,
  mayExplain,
  ...names
}: EventNames & { t: Translator; events: readonly FoundEvent[]; withPeople: boolean; mayExplain: boolean }) {
  return (
    <ul className="divide-y divide-line rounded-2xl border border-line bg-surface shadow-card">
      {events.map((event) => (
        <li key={event.id}>
          <details className="group">
            <summary className="flex items-start gap-3 px-4 py-2.5 hover:bg-sunken/60 sm:px-5">
              <Icon name="next" className="mt-1 size-4 text-muted transition-transform group-open:rotate-90" />
              <EventLine t={t} event={event} names={names} />
            </summary>
            <EventFields t={t} event={event} withPerson={withPeople} mayExplain={mayExplain} />
          </details>
        </li>
      ))}
    </ul>
  );
}

function EventLine({ t, event, names }: { t: Translator; event: FoundEvent; names: EventNames }) {
  const failed = event.outcome !== "success";
  return (
    <div className="flex min-w-0 grow flex-wrap items-baseline justify-between gap-x-4">
      <p className="flex flex-wrap items-center gap-x-2">
        {eventWords(t, event, names)}
        {failed && <Badge tone="warn">{t.text("activity.failed")}</Badge>}
      </p>
      <p className="text-muted text-sm tabular-nums">
        <time dateTime={event.at}>{t.dateTimeSeconds(Date.parse(event.at) / 1000)}</time>
        {event.clientAddress && ` · ${event.clientAddress}`}
      </p>
    </div>
  );
}
