import type { OperationOutput } from "#server/admin/operations.ts";
import type { Frame } from "../../frame/frame.ts";
import { AppIcon } from "../../parts/app-icon.tsx";
import { ButtonLink } from "../../parts/button.tsx";
import { Card, Section } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { PageHeading } from "../../parts/page-heading.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { targetAllowSpecs } from "../entries/allow-specs.ts";
import { type EntryAct, EntryActs } from "../entries/entry-acts.tsx";
import { EntryDone, type EntryDoneFacts } from "../entries/entry-done.tsx";
import { fieldsOfEntry } from "../entries/entry-of-fields.ts";
import { EntryState } from "../entries/entry-state.tsx";
import { InSettingsNotice } from "../entries/in-settings-notice.tsx";
import { ByWhom } from "../parts/by-whom.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { When } from "../parts/when.tsx";
import { AppSecrets } from "./app-secrets.tsx";
import { typeOfClient } from "./app-type.ts";
import { type ClientUse, type ClientView, peopleText } from "./apps-table.tsx";

interface AppDetailProps {
  frame: Frame;
  client: ClientView;
  use: (ClientUse & OperationOutput<"clients.statistics">) | undefined;
  done: EntryDoneFacts | undefined;
  may: { change: boolean; acts: readonly EntryAct[]; lacksReach: boolean };
  mayReadPeople: boolean;
  rotateToken: string;
  hrefOf(more: Record<string, string>): string;
  nowSeconds: number;
}

/** An app: what it is and may do, who uses it, its secrets, and what can be done with it. */
export function AppDetail(props: AppDetailProps) {
  const { frame, client, done, may, hrefOf } = props;
  const { t } = frame;
  const { entry, key, origin, enabled } = client;
  return (
    <>
      <EntryDone t={t} done={done} />
      <PageHeading
        back={{ href: "/admin/apps", label: t.text("admin.apps") }}
        title={
          <span className="flex flex-wrap items-center gap-x-4 gap-y-2">
            <AppIcon name={entry.name} logoUri={entry.logoUri} />
            <bdi>{entry.name}</bdi>
          </span>
        }
        text={<EntryState t={t} entry={client} />}
      />
      {origin === "settings" && <InSettingsNotice t={t} place={`clients: [{ clientId: ${JSON.stringify(key)}, … }]`} />}
      <div className="grid items-start gap-6 xl:grid-cols-[3fr_2fr]">
        <div className="grid min-w-0 gap-6">
          <Card>
            <ClientFacts t={t} client={client} />
            <div className="mt-6 flex flex-wrap gap-3">
              {may.change && <ButtonLink href={hrefOf({ edit: "" })}>{t.text("admin.entry.change")}</ButtonLink>}
              <ButtonLink kind="secondary" href={hrefOf({ connect: "" })}>
                {t.text("admin.apps.connect")}
              </ButtonLink>
              {entry.grantTypes.includes("authorization_code") && (
                <ButtonLink kind="secondary" href={hrefOf({ consent: "" })}>
                  {t.text("admin.apps.consent")}
                </ButtonLink>
              )}
            </div>
            {may.lacksReach && <p className="mt-6 text-muted text-sm">{t.text("admin.entry.lacks_reach")}</p>}
          </Card>
          {origin === "database" && client.hasSecret && <AppSecrets {...props} mayChange={may.change} />}
        </div>
        <div className="grid min-w-0 gap-6">
          <UseCard {...props} />
          <EntryActs t={t} hrefOf={(ask) => hrefOf({ ask })} enabled={enabled} acts={may.acts} />
        </div>
      </div>
    </>
  );
}

function ClientFacts({ t, client: { key, entry, hasSecret } }: { t: Frame["t"]; client: ClientView }) {
  const codes = (values: readonly string[]) =>
    values.map((value) => (
      <span key={value} className="me-1.5 inline-block">
        <CodeValue>{value}</CodeValue>
      </span>
    ));
  const listed = [
    { name: t.text("admin.apps.redirect_uris"), values: entry.redirectUris },
    { name: t.text("admin.apps.scopes"), values: entry.scopes },
    { name: t.text("admin.apps.resources"), values: entry.resources },
    { name: t.text("admin.apps.introspects"), values: entry.introspects },
    { name: t.text("admin.apps.grant_types"), values: entry.grantTypes },
    { name: t.text("admin.apps.post_logout"), values: entry.postLogoutRedirectUris },
    ...targetAllowSpecs.map((spec) => ({
      name: t.text(spec.label),
      values: (fieldsOfEntry([spec], entry)[spec.path] ?? []).flatMap((text) => text.split("\n")),
    })),
    { name: t.text("admin.allow.claims"), values: Object.keys(entry.claims) },
  ].filter(({ values }) => values.length > 0);
  const consent = entry.firstParty ? "first_party" : entry.reviewed ? "reviewed" : "asked";
  return (
    <Facts
      items={[
        { name: t.text("admin.apps.client_id"), value: <CodeValue>{key}</CodeValue> },
        { name: t.text("admin.apps.type"), value: t.text(`admin.apps.type_${typeOfClient(entry, hasSecret)}`) },
        ...listed.map(({ name, values }) => ({ name, value: codes(values) })),
        { name: t.text("admin.apps.asks"), value: t.text(`admin.apps.asks_${consent}`) },
        ...(entry.clientUri
          ? [
              {
                name: t.text("admin.apps.client_uri"),
                value: <TextLink href={entry.clientUri}>{entry.clientUri}</TextLink>,
              },
            ]
          : []),
      ]}
    />
  );
}

function UseCard({ frame: { t }, client, use, mayReadPeople, nowSeconds }: AppDetailProps) {
  const people = peopleText(t, use);
  const peopleHref = `/admin/people?${new URLSearchParams({ app: client.key })}`;
  const bounded = (count = 0, more = false) => t.text(more ? "admin.apps.more_than" : "admin.apps.exactly", { count });
  const facts = [
    {
      name: t.text("admin.apps.last_used"),
      value: use?.lastUsedAt ? <When t={t} at={use.lastUsedAt} nowSeconds={nowSeconds} /> : t.text("admin.apps.never"),
    },
    {
      name: t.text("admin.apps.people"),
      value: mayReadPeople && use?.people ? <TextLink href={peopleHref}>{people}</TextLink> : people,
    },
    { name: t.text("admin.apps.active_people"), value: bounded(use?.activePeople, use?.moreActivePeople) },
    { name: t.text("admin.apps.tokens"), value: bounded(use?.tokens, use?.moreTokens) },
  ];
  const stored = client.changedAt && client.changedBy;
  return (
    <Card>
      <Section id="use" title={t.text("admin.apps.use")}>
        <Facts stacked items={facts} />
        {stored && (
          <p className="mt-4 border-line border-t pt-4 text-muted text-sm">
            {t.rich("admin.entry.changed_by", {
              when: <When key="when" t={t} at={client.changedAt ?? ""} nowSeconds={nowSeconds} />,
              who: <ByWhom key="who" who={client.changedBy ?? ""} />,
            })}
          </p>
        )}
      </Section>
    </Card>
  );
}
