import type { ReactNode } from "react";
import type { ExplainedRefusal, Explanation } from "#server/admin/explain/explanation.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Card, Section } from "../../parts/card.tsx";
import { EmptyState } from "../../parts/empty-state.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Notice } from "../../parts/notice.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { When } from "../parts/when.tsx";

interface Props {
  t: Translator;
  nowSeconds: number;
}

/** Why a request was refused: the answer first, then what the portal knows besides. */
export function ExplanationView({ t, nowSeconds, explanation }: Props & { explanation: Explanation }) {
  const { refusals, events, keptDays } = explanation;
  const [answered, ...before] = refusals;
  return (
    <div className="mt-8 grid gap-6">
      {answered ? (
        <RefusalCard t={t} nowSeconds={nowSeconds} refusal={answered} />
      ) : (
        <EmptyState
          icon="info"
          title={t.text("admin.explain.unknown")}
          text={t.text("admin.explain.unknown_text", { days: keptDays })}
        />
      )}
      {before.length > 0 && (
        <Section id="before" title={t.text("admin.explain.before")}>
          <div className="grid gap-4">
            {before.map((refusal) => (
              <RefusalCard key={`${refusal.code} ${refusal.rule}`} t={t} nowSeconds={nowSeconds} refusal={refusal} />
            ))}
          </div>
        </Section>
      )}
      {events.length > 0 && (
        <Section id="events" title={t.text("admin.explain.events")}>
          <Card>
            <Facts
              items={events.map(({ type, outcome, at, details }) => ({
                name: `${type} · ${outcome}`,
                value: (
                  <>
                    <When t={t} at={at} nowSeconds={nowSeconds} />
                    <span className="wrap-anywhere block text-muted text-sm">{listed(details)}</span>
                  </>
                ),
              }))}
            />
          </Card>
        </Section>
      )}
    </div>
  );
}

function RefusalCard({ t, nowSeconds, refusal }: Props & { refusal: ExplainedRefusal }) {
  const { title, cause, check, advice } = refusal;
  return (
    <Card>
      <h2 className="font-semibold text-lg">{title}</h2>
      <p className="mt-1 text-muted">{cause}</p>
      <div className="mt-5 grid gap-4">
        <div>
          <h3 className="font-medium text-sm">{t.text("admin.explain.check")}</h3>
          <p className="mt-1">{check}</p>
        </div>
        <Notice tone="accent">
          <p className="font-medium">{t.text("admin.explain.advice")}</p>
          <p className="mt-0.5">{advice}</p>
        </Notice>
      </div>
      <div className="mt-6">
        <Facts items={factsOf(t, nowSeconds, refusal)} />
      </div>
    </Card>
  );
}

function factsOf(t: Translator, nowSeconds: number, refusal: ExplainedRefusal): { name: string; value: ReactNode }[] {
  const { settings, had, needed, detail, facts, request, rule, code } = refusal;
  const target = [request.method, request.host, request.path].filter(Boolean).join(" ");
  const rows: [string, ReactNode][] = [
    ...settings.map(({ path, origin }): [string, ReactNode] => [
      t.text("admin.explain.setting"),
      <>
        <CodeValue>{path}</CodeValue>
        <span className="wrap-anywhere block text-muted text-sm">{originText(t, origin)}</span>
      </>,
    ]),
    [t.text("admin.explain.had"), had && <Values values={had} />],
    [t.text("admin.explain.needed"), needed && <Values values={needed} />],
    [t.text("admin.explain.detail"), detail],
    [t.text("admin.explain.facts"), Object.keys(facts).length > 0 && listed(facts)],
    [t.text("admin.explain.app"), refusal.clientId && <CodeValue>{refusal.clientId}</CodeValue>],
    [t.text("admin.explain.provider"), refusal.providerId && <CodeValue>{refusal.providerId}</CodeValue>],
    [
      t.text("admin.explain.person"),
      refusal.userId && <TextLink href={`/admin/people/${refusal.userId}`}>{refusal.userId}</TextLink>,
    ],
    [t.text("admin.explain.request"), target && <CodeValue>{target}</CodeValue>],
    [t.text("admin.explain.address"), request.clientAddress],
    [t.text("admin.explain.rule"), rule === code ? code : `${code} · ${rule}`],
    [t.text("admin.explain.when"), <When key="at" t={t} at={refusal.at} nowSeconds={nowSeconds} />],
  ];
  return rows.filter(([, value]) => Boolean(value)).map(([name, value]) => ({ name, value }));
}

function Values({ values }: { values: readonly string[] }) {
  return (
    <ul className="grid gap-1">
      {values.map((value) => (
        <li key={value} className="wrap-anywhere">
          <CodeValue>{value}</CodeValue>
        </li>
      ))}
    </ul>
  );
}

function originText(t: Translator, origin: ExplainedRefusal["settings"][number]["origin"]): string {
  if (origin.kind === "environment") return t.text("admin.explain.in_variable", { variable: origin.variable });
  if (origin.kind === "database") return t.text("admin.explain.in_database", { key: `${origin.noun} ${origin.key}` });
  if (origin.kind === "default") return t.text("admin.explain.by_default");
  const { file, line } = origin;
  const place = { file, line: line ?? 1 };
  return t.text(origin.exact ? "admin.explain.in_file" : "admin.explain.in_entry", place);
}

function listed(values: Readonly<Record<string, unknown>>): string {
  return Object.entries(values)
    .map(([name, value]) => `${name}: ${Array.isArray(value) ? value.join(", ") : String(value)}`)
    .join(" · ");
}
