import type { Translator } from "../../messages/create-translator.ts";
import { ButtonLink } from "../../parts/button.tsx";
import { Card, Section } from "../../parts/card.tsx";
import { Facts } from "../../parts/facts.tsx";
import { Notice } from "../../parts/notice.tsx";
import { PageHeading } from "../../parts/page-heading.tsx";
import { CopyBlock } from "../entries/copy-block.tsx";
import { CodeValue } from "../parts/code-value.tsx";
import { typeOfClient } from "./app-type.ts";
import type { ClientView } from "./apps-table.tsx";
import { connectSnippets } from "./connect-snippets.ts";
import { FirstUse } from "./first-use.tsx";

/** What to give to the app: its secret, shown now only, and settings to paste; and whether a first sign-in has come from it. */
export function AppConnect({
  t,
  client: { key, entry, hasSecret },
  issuer,
  secret,
  lastUsedAt,
  nowSeconds,
  href,
  wait,
}: {
  t: Translator;
  client: ClientView;
  issuer: string;
  /** `undefined` when it isn't shown any more, or there is none. */
  secret: string | undefined;
  lastUsedAt: string | undefined;
  nowSeconds: number;
  href: string;
  wait: { now: boolean; href: string };
}) {
  const type = typeOfClient(entry, hasSecret);
  const snippets = connectSnippets(type, {
    issuer,
    clientId: key,
    clientSecret: hasSecret ? (secret ?? t.text("admin.apps.secret_placeholder")) : undefined,
    redirectUri: entry.redirectUris[0] ?? "https://app.example.com/callback",
    scopes: entry.scopes,
    resource: entry.resources[0],
  });
  return (
    <>
      <PageHeading back={{ href, label: entry.name }} title={t.text("admin.apps.connect_title", { app: entry.name })} />
      <div className="grid max-w-3xl grid-cols-[minmax(0,1fr)] gap-6">
        <FirstUse t={t} type={type} lastUsedAt={lastUsedAt} nowSeconds={nowSeconds} wait={wait} />
        <Card>
          {secret !== undefined && (
            <div className="mb-5">
              <Notice tone="warn">{t.text("admin.apps.secret_once")}</Notice>
            </div>
          )}
          <Facts
            items={[
              { name: t.text("admin.apps.issuer"), value: <CodeValue>{issuer}</CodeValue> },
              { name: t.text("admin.apps.client_id"), value: <CodeValue>{key}</CodeValue> },
              ...(secret !== undefined
                ? [{ name: t.text("admin.apps.client_secret"), value: <CodeValue>{secret}</CodeValue> }]
                : []),
              ...entry.redirectUris.map((uri, index) => ({
                name: index === 0 ? t.text("admin.apps.redirect_uris") : `${index + 1}.`,
                value: <CodeValue>{uri}</CodeValue>,
              })),
            ]}
          />
        </Card>
        <Card>
          <Section id="settings" title={t.text("admin.apps.settings_for")} text={t.text("admin.apps.settings_text")}>
            <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
              {snippets.map(({ id, title, code }, index) => (
                <details key={id} open={index === 0} name="library" className="group rounded-xl border border-line">
                  <summary className="flex min-h-11 items-center px-4 font-medium hover:bg-sunken">{title}</summary>
                  <div className="px-3 pb-3">
                    <CopyBlock label={title}>{code}</CopyBlock>
                  </div>
                </details>
              ))}
            </div>
          </Section>
        </Card>
        <p>
          <ButtonLink kind="secondary" href={href}>
            {t.text("admin.apps.connect_done")}
          </ButtonLink>
        </p>
      </div>
    </>
  );
}
