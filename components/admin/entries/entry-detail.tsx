import type { ReactNode } from "react";
import type { Translator } from "../../messages/create-translator.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { PageHeading } from "../../parts/page-heading.tsx";
import { ByWhom } from "../parts/by-whom.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { When } from "../parts/when.tsx";
import { type EntryAct, EntryActs } from "./entry-acts.tsx";
import { EntryDone, type EntryDoneFacts } from "./entry-done.tsx";
import { fieldsOfEntry } from "./entry-of-fields.ts";
import { EntryState } from "./entry-state.tsx";
import type { FieldSpec } from "./field-spec.ts";
import { InSettingsNotice } from "./in-settings-notice.tsx";

interface DetailedEntry {
  key: string;
  origin: "settings" | "database";
  enabled: boolean;
  changedAt: string | null;
  changedBy: string | null;
  hasSecret: boolean;
  entry: Readonly<Record<string, unknown>>;
}

/** An entry's fields that have a value, in the words of its form. */
export function EntryDetail({
  t,
  shown,
  name,
  back,
  place,
  specs,
  done,
  may,
  hrefOf,
  nowSeconds,
  children,
}: {
  t: Translator;
  shown: DetailedEntry;
  name: string;
  back: { href: string; label: string };
  place: string;
  specs: readonly FieldSpec[];
  done: EntryDoneFacts | undefined;
  may: { change: boolean; acts: readonly EntryAct[]; lacksReach: boolean };
  hrefOf(more: Record<string, string>): string;
  nowSeconds: number;
  children?: ReactNode;
}) {
  const { origin, enabled, changedAt, changedBy } = shown;
  return (
    <>
      <EntryDone t={t} done={done} />
      <PageHeading back={back} title={<bdi>{name}</bdi>} text={<EntryState t={t} entry={shown} />} />
      {origin === "settings" && <InSettingsNotice t={t} place={place} />}
      <div className="grid items-start gap-6 xl:grid-cols-[3fr_2fr]">
        <div className="grid min-w-0 gap-6">
          <Card>
            <Facts items={factsOf(t, specs, shown)} />
            {changedAt && changedBy && (
              <p className="mt-4 border-line border-t pt-4 text-muted text-sm">
                {t.rich("admin.entry.changed_by", {
                  when: <When key="when" t={t} at={changedAt} nowSeconds={nowSeconds} />,
                  who: <ByWhom key="who" who={changedBy} />,
                })}
              </p>
            )}
            {may.change && (
              <p className="mt-6">
                <ButtonLink href={hrefOf({ edit: "" })}>{t.text("admin.entry.change")}</ButtonLink>
              </p>
            )}
            {may.lacksReach && <p className="mt-6 text-muted text-sm">{t.text("admin.entry.lacks_reach")}</p>}
          </Card>
        </div>
        <div className="grid min-w-0 gap-6">
          {children}
          <EntryActs t={t} hrefOf={(ask) => hrefOf({ ask })} enabled={enabled} acts={may.acts} />
        </div>
      </div>
    </>
  );
}

function factsOf(t: Translator, specs: readonly FieldSpec[], { entry, hasSecret }: DetailedEntry) {
  const fields = fieldsOfEntry(specs, entry);
  return specs.flatMap(({ path, label, kind, options }) => {
    const name = t.text(label);
    if (kind === "secret") return [{ name, value: t.text(hasSecret ? "admin.entry.set" : "admin.entry.not_set") }];
    if (kind === "json") return fields[path]?.[0] ? [{ name, value: <CodeText>{fields[path][0]}</CodeText> }] : [];
    const values = (fields[path] ?? []).flatMap((text) => text.split("\n")).filter(Boolean);
    if (values.length === 0) return [];
    if (kind === "flag") return [{ name, value: t.text("admin.entry.on") }];
    const shown = values.map((value) => options?.find((option) => option.value === value)?.label ?? value);
    return [{ name, value: kind === "lines" ? <Codes values={shown} /> : shown.join(", ") }];
  });
}

function CodeText({ children }: { children: string }) {
  return <code className="wrap-anywhere block whitespace-pre-wrap font-mono text-[0.9em]">{children}</code>;
}

function Codes({ values }: { values: readonly string[] }) {
  return (
    <span className="flex flex-wrap gap-1.5">
      {values.map((value) => (
        <CodeValue key={value}>{value}</CodeValue>
      ))}
    </span>
  );
}
