import type { ConnectedApp } from "#server/authorization-server/connected-apps/connected-apps.ts";
import type { Frame } from "../frame/frame.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { Card } from "../parts/card.tsx";
import { EffectList } from "../parts/effect-list.tsx";
import { FormToken } from "../parts/form-token.tsx";
import { PageHeading } from "../parts/page-heading.tsx";

/** Says what will stop before it stops. */
export function RemoveAccessQuestion({
  frame: { t },
  app,
  formToken,
}: {
  frame: Frame;
  app: ConnectedApp;
  formToken: string;
}) {
  const path = `/connected-apps/${app.id}`;
  return (
    <div className="mx-auto max-w-xl">
      <PageHeading back={{ href: path, label: app.name }} title={t.text("apps.remove_heading", { app: app.name })} />
      <Card>
        <h2 className="mb-3 font-semibold">{t.text("apps.remove_stops")}</h2>
        <EffectList
          icon="minus"
          items={[
            { id: "tokens", text: whenKeysEnd(t, app) },
            { id: "scopes", text: <LostScopes t={t} app={app} /> },
            { id: "back", text: t.text("apps.remove_effect_back") },
          ]}
        />
        <h2 className="mt-6 mb-3 font-semibold">{t.text("apps.remove_keeps")}</h2>
        <EffectList icon="info" items={[{ id: "data", text: t.text("apps.remove_keeps_data", { app: app.name }) }]} />
        <form method="post" action={`${path}/remove`} className="mt-8 grid gap-3 sm:grid-cols-2">
          <FormToken value={formToken} />
          <Button kind="danger" className="w-full">
            {t.text("apps.remove_confirm")}
          </Button>
          <ButtonLink href={path} kind="secondary" className="w-full">
            {t.text("apps.keep")}
          </ButtonLink>
        </form>
      </Card>
    </div>
  );
}

/** "At once" only where it is true. */
function whenKeysEnd(t: Frame["t"], { name, keysLastSeconds }: ConnectedApp): string {
  if (keysLastSeconds === 0) return t.text("apps.remove_effect_tokens", { app: name });
  if (keysLastSeconds <= 60) return t.text("apps.remove_effect_tokens_soon", { app: name, seconds: keysLastSeconds });
  return t.text("apps.remove_effect_tokens_later", { app: name, minutes: Math.ceil(keysLastSeconds / 60) });
}

function LostScopes({ t, app }: { t: Frame["t"]; app: ConnectedApp }) {
  return (
    <>
      {t.text("apps.remove_effect_scopes")}
      <ul className="mt-1 list-disc ps-5 text-muted">
        {app.scopes.map((scope) => (
          <li key={scope.name}>{t.scope(scope).title}</li>
        ))}
      </ul>
    </>
  );
}
