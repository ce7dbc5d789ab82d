import type { ActivityEntry } from "#server/accounts/account-service.ts";
import type { Translator } from "../messages/create-translator.ts";
import { en, type MessageKey } from "../messages/en.ts";
import { Badge } from "../parts/badge.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";
import { RelativeTime } from "../parts/relative-time.tsx";

interface ActivityListProps {
  t: Translator;
  entries: readonly ActivityEntry[];
  /** Providers and apps by their ids. */
  names: ReadonlyMap<string, string>;
  nowSeconds: number;
}

/** Audit events in plain words, by day. */
export function ActivityList({ t, entries, names, nowSeconds }: ActivityListProps) {
  if (entries.length === 0) {
    return <EmptyState icon="clock" title={t.text("activity.empty_title")} text={t.text("activity.empty_text")} />;
  }
  const days = Map.groupBy(entries, ({ atSeconds }) => t.date(atSeconds));
  return (
    <section aria-labelledby="activity">
      <h2 id="activity" className="font-semibold text-lg">
        {t.text("activity.title")}
      </h2>
      <p className="mt-1 text-muted">{t.text("activity.text")}</p>
      {[...days].map(([day, ofDay]) => (
        <div key={day} className="mt-8">
          <h3 className="mb-2 font-medium text-muted text-sm">{day}</h3>
          <ul className="divide-y divide-line rounded-2xl border border-line bg-surface px-5 shadow-card">
            {ofDay.map((entry, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: entries have no id, and the list never changes in place
              <ActivityRow key={index} t={t} entry={entry} names={names} nowSeconds={nowSeconds} />
            ))}
          </ul>
        </div>
      ))}
    </section>
  );
}

function ActivityRow({ t, entry, names, nowSeconds }: Omit<ActivityListProps, "entries"> & { entry: ActivityEntry }) {
  const nameOf = (id: string | undefined) => (id ? (names.get(id) ?? id) : "");
  const failed = entry.outcome !== "success";
  return (
    <li className="flex items-start gap-3 py-3">
      <Icon
        name={failed ? "warning" : iconOf(entry.type)}
        className={`mt-0.5 size-5 ${failed ? "text-warn" : "text-muted"}`}
      />
      <div className="flex min-w-0 grow flex-wrap items-baseline justify-between gap-x-4">
        <p className="flex flex-wrap items-center gap-x-2">
          {inPlainWords(t, entry.type, { provider: nameOf(entry.providerId), app: nameOf(entry.clientId) })}
          {failed && <Badge tone="warn">{t.text("activity.failed")}</Badge>}
        </p>
        <p className="text-muted text-sm">
          <RelativeTime t={t} atSeconds={entry.atSeconds} nowSeconds={nowSeconds} />
          {entry.clientAddress && ` · ${t.text("activity.from", { address: entry.clientAddress })}`}
        </p>
      </div>
    </li>
  );
}

/** An event of a newer version that this one has no words for stands by its own name. */
function inPlainWords(t: Translator, type: string, names: { provider: string; app: string }): string {
  const key = `activity.${type}`;
  return Object.hasOwn(en, key) ? t.text(key as MessageKey, names) : type;
}

function iconOf(type: string): IconName {
  if (type.startsWith("sign_in.") || type.startsWith("session.")) return "device";
  if (type.startsWith("consent.") || type.startsWith("app_access.") || type.startsWith("token.")) return "apps";
  if (type.startsWith("upstream_token.")) return "key";
  return "person";
}
