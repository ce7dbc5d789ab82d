import type { ReactNode } from "react";
import type { WhatIfAnswer, WhatIfCheck } from "#server/admin/explain/what-if/what-if-shapes.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { Badge } from "../../parts/badge.tsx";
import { Card, Section } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Notice } from "../../parts/notice.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { PersonLink } from "../parts/person-link.tsx";

interface Props {
  t: Translator;
  answer: WhatIfAnswer;
}

/** What would happen: the outcome in one sentence, then the checks, then what would be given. */
export function WhatIfView({ t, answer }: Props) {
  const { outcome, person, target, checks } = answer;
  return (
    <div className="mt-8 grid gap-6">
      <Notice tone={outcome === "refuses" ? "danger" : outcome === "asks" ? "accent" : "good"}>
        <p className="font-medium">{answer.answer}</p>
        {answer.error && <p className="mt-0.5">{t.text("admin.what_if.error", { error: answer.error })}</p>}
        {person.provider && <p className="mt-0.5">{t.text("admin.what_if.supposed", { provider: person.provider })}</p>}
      </Notice>
      <Card>
        <Facts
          items={[
            { name: t.text("admin.explain.person"), value: personOf(person) },
            { name: t.text("admin.what_if.which"), value: <CodeValue>{target.name ?? target.id}</CodeValue> },
          ]}
        />
      </Card>
      <Section id="checks" title={t.text("admin.what_if.checks")}>
        <ol className="grid gap-3">
          {checks.map((check) => (
            <CheckCard key={`${check.rule} ${check.where}`} t={t} check={check} />
          ))}
        </ol>
      </Section>
      <Given t={t} answer={answer} />
    </div>
  );
}

function personOf({ id, name, email }: WhatIfAnswer["person"]): ReactNode {
  if (id === null) return "–";
  return <PersonLink id={id} name={name ?? id} address={email} />;
}

const tones = { passes: "good", refuses: "danger", asks: "accent", not_reached: "neutral" } as const;

function CheckCard({ t, check }: { t: Translator; check: WhatIfCheck }) {
  const { outcome, where, had, needed, advice, code } = check;
  const rows: [string, ReactNode][] = [
    [t.text("admin.explain.setting"), where],
    [t.text("admin.explain.had"), had?.join(", ")],
    [t.text(outcome === "passes" ? "admin.what_if.needed" : "admin.explain.needed"), needed?.join(", ")],
    [t.text("admin.explain.advice"), advice],
    [t.text("admin.explain.rule"), code && <CodeValue>{code}</CodeValue>],
  ];
  const facts = rows.filter(([, value]) => Boolean(value)).map(([name, value]) => ({ name, value }));
  return (
    <li>
      <Card>
        <div className="flex flex-wrap items-baseline gap-x-3 gap-y-1">
          <Badge tone={tones[outcome]}>{t.text(`admin.what_if.${outcome}`)}</Badge>
          <p className="min-w-0">{check.check}</p>
        </div>
        {facts.length > 0 && outcome !== "not_reached" && (
          <div className="wrap-anywhere mt-4 text-sm">
            <Facts items={facts} />
          </div>
        )}
      </Card>
    </li>
  );
}

/** What the app, the host or the API would get. */
function Given({ t, answer }: Props) {
  const { asked, notGiven, tokens, claims, cut } = answer;
  return (
    <>
      {asked.length > 0 && (
        <List id="asked" title={t.text("admin.what_if.asked")}>
          {asked.map(({ scope, optional, alreadyAllowed }) => ({
            name: scope,
            value: [optional && t.text("admin.what_if.optional"), alreadyAllowed && t.text("admin.what_if.already")]
              .filter(Boolean)
              .join(", "),
          }))}
        </List>
      )}
      {tokens.length > 0 && (
        <List id="tokens" title={t.text("admin.what_if.tokens")}>
          {tokens.map(({ kind, format, audience, scopes, lifetimeSeconds }) => ({
            name: [kind, audience].filter(Boolean).join(" "),
            value: [format, lifetimeOf(t, lifetimeSeconds), scopes.join(" ")].filter(Boolean).join(" · "),
          }))}
        </List>
      )}
      {notGiven.length > 0 && (
        <List id="not-given" title={t.text("admin.what_if.not_given")}>
          {[{ name: t.text("admin.what_if.scope"), value: notGiven.join(", ") }]}
        </List>
      )}
      {claims.length > 0 && (
        <List id="claims" title={t.text("admin.what_if.claims")}>
          {claims.map(({ place, name, value, audience }) => ({
            name: [place, audience, name].filter(Boolean).join(" "),
            value: value ?? t.text("admin.what_if.value_hidden"),
          }))}
        </List>
      )}
      {cut.length > 0 && (
        <Notice tone="warn">
          {t.text("admin.what_if.cut", { claims: cut.map(({ claim, place }) => `${claim} (${place})`).join(", ") })}
        </Notice>
      )}
    </>
  );
}

function lifetimeOf(t: Translator, seconds: number): string {
  const days = Math.round(seconds / 86_400);
  return days >= 2
    ? t.text("admin.what_if.lifetime_days", { days })
    : t.text("admin.what_if.lifetime", { minutes: Math.round(seconds / 60) });
}

function List({
  id,
  title,
  children,
}: {
  id: string;
  title: string;
  children: readonly { name: string; value: ReactNode }[];
}) {
  return (
    <Section id={id} title={title}>
      <Card>
        <div className="wrap-anywhere">
          <Facts items={children} />
        </div>
      </Card>
    </Section>
  );
}
