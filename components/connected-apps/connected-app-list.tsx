import type { ConnectedApp } from "#server/authorization-server/connected-apps/connected-apps.ts";
import type { Translator } from "../messages/create-translator.ts";
import type { MessageKey } from "../messages/en.ts";
import { AppIcon } from "../parts/app-icon.tsx";
import { ButtonLink } from "../parts/button.tsx";
import { EmptyState } from "../parts/empty-state.tsx";
import { Icon } from "../parts/icon.tsx";
import { CalendarDate, RelativeTime } from "../parts/relative-time.tsx";

export function ConnectedAppList({
  t,
  apps,
  nowSeconds,
  demoAppUrl,
}: {
  t: Translator;
  apps: readonly ConnectedApp[];
  nowSeconds: number;
  demoAppUrl: string | undefined;
}) {
  if (apps.length === 0) {
    return (
      <EmptyState icon="apps" title={t.text("apps.empty_title")} text={t.text("apps.empty_text")}>
        {demoAppUrl && <ButtonLink href={demoAppUrl}>{t.text("apps.empty_demo")}</ButtonLink>}
      </EmptyState>
    );
  }
  return (
    <ul className="space-y-4">
      {apps.map((app) => (
        <AppRow key={app.id} t={t} app={app} nowSeconds={nowSeconds} />
      ))}
    </ul>
  );
}

const namedScopes = 3;

function AppRow({ t, app, nowSeconds }: { t: Translator; app: ConnectedApp; nowSeconds: number }) {
  const titles = app.scopes.map((scope) => t.scope(scope).title);
  const rest = titles.length - namedScopes;
  const shown = rest > 0 ? [...titles.slice(0, namedScopes), t.text("apps.and_more", { count: rest })] : titles;
  return (
    <li className="relative rounded-2xl border border-line bg-surface p-5 shadow-card transition-colors focus-within:border-accent hover:border-line-strong sm:p-6">
      <div className="flex items-start gap-4">
        <AppIcon name={app.name} logoUri={app.logoUri} />
        <div className="min-w-0 grow">
          <h2 className="font-semibold text-lg">
            <a href={`/connected-apps/${app.id}`} className="after:absolute after:inset-0 after:rounded-2xl">
              <bdi>{app.name}</bdi>
            </a>
          </h2>
          {app.hostName && <p className="text-muted">{app.hostName}</p>}
        </div>
        <Icon name="next" className="mt-1 size-5 text-muted" />
      </div>
      <dl className="mt-4 grid gap-x-8 gap-y-3 border-line border-t pt-4 text-sm sm:grid-cols-[2fr_1fr_1fr]">
        <div>
          <dt className="text-muted">{t.text("apps.has_access_to")}</dt>
          <dd>{shown.join(" · ")}</dd>
        </div>
        <div>
          <dt className="text-muted">{t.text("apps.granted_on")}</dt>
          <dd className="first-letter:uppercase">
            <CalendarDate t={t} atSeconds={app.grantedAtSeconds} />
          </dd>
        </div>
        <div>
          <dt className="text-muted">{t.text("apps.last_used")}</dt>
          <dd className="first-letter:uppercase">
            <LastUsed t={t} app={app} nowSeconds={nowSeconds} />
          </dd>
        </div>
      </dl>
    </li>
  );
}

const purposes: Readonly<Record<string, MessageKey>> = {
  profile: "apps.used_for_profile",
  api: "apps.used_for_api",
  token: "apps.used_for_token",
};

export function LastUsed({ t, app, nowSeconds }: { t: Translator; app: ConnectedApp; nowSeconds: number }) {
  if (app.lastUsedAtSeconds === undefined) return t.text("apps.not_used");
  const purpose = app.lastUsedFor === undefined ? undefined : purposes[app.lastUsedFor];
  return (
    <>
      <RelativeTime t={t} atSeconds={app.lastUsedAtSeconds} nowSeconds={nowSeconds} />
      {purpose && `, ${t.text(purpose)}`}
    </>
  );
}
