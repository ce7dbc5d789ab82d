import type { ConsentView } from "#server/authorization-server/consent-service.ts";
import { Button } from "./button.tsx";
import { ConsentApp } from "./consent-app.tsx";
import { ConsentScopes } from "./consent-scopes.tsx";
import { ConsentWho } from "./consent-who.tsx";
import { FormToken } from "./form-token.tsx";
import type { Frame, Person } from "./frame.ts";
import { Icon } from "./icon.tsx";
import { Notice } from "./notice.tsx";
import { TextLink } from "./text-link.tsx";

const daySeconds = 24 * 60 * 60;

/** Who asks, for what, for how long, as whom; and two answers that are equally easy. */
export function ConsentCard({
  frame,
  view,
  person,
  switchAccountPath,
}: {
  frame: Frame;
  view: ConsentView;
  person: Person & { email: string | undefined };
  switchAccountPath: string;
}) {
  const { t, branding } = frame;
  const { client } = view;
  const duration =
    view.offlineSeconds === undefined
      ? t.text("consent.duration_while")
      : t.text("consent.duration_offline", { days: Math.max(1, Math.round(view.offlineSeconds / daySeconds)) });
  return (
    <>
      <ConsentApp frame={frame} view={view} />
      {!client.reviewed && (
        <div className="mt-6">
          <Notice tone="warn">
            {t.rich("consent.not_reviewed_text", {
              brand: branding.name,
              host: <bdi key="host">{client.hostName}</bdi>,
            })}
          </Notice>
        </div>
      )}
      <form method="post" action={`/consent/${encodeURIComponent(view.uid)}/decision`} className="mt-6">
        <FormToken value={view.formToken} />
        <ConsentScopes t={t} view={view} />
        <h2 className="mt-6 font-semibold">{t.text("consent.duration")}</h2>
        <p className="mt-1 flex gap-3">
          <Icon name="clock" className="mt-0.5 size-5 text-muted" />
          <span>
            {duration} {t.rich("consent.revocable")}
          </span>
        </p>
        <ConsentWho t={t} person={person} switchAccountPath={switchAccountPath} />
        <div className="mt-6 grid gap-3 sm:grid-cols-2">
          <Button name="decision" value="cancel" kind="secondary" className="w-full">
            {t.text("consent.cancel")}
          </Button>
          <Button name="decision" value="allow" className="w-full">
            {t.text("consent.allow")}
          </Button>
        </div>
      </form>
      <AppLinks frame={frame} client={client} />
    </>
  );
}

function AppLinks({ frame: { t }, client }: { frame: Frame; client: ConsentView["client"] }) {
  const links = [
    { href: client.policyUri, text: t.text("consent.privacy", { app: client.name }) },
    { href: client.termsUri, text: t.text("consent.terms", { app: client.name }) },
  ].filter(({ href }) => href !== undefined);
  if (links.length === 0) return null;
  return (
    <ul className="mt-5 flex flex-wrap justify-center gap-x-5 text-sm">
      {links.map(({ href, text }) => (
        <li key={text}>
          <TextLink href={href} target="_blank" rel="noreferrer" className="inline-flex min-h-11 items-center gap-1">
            {text}
            <Icon name="external" className="size-4" />
            <span className="sr-only">({t.text("shell.new_tab")})</span>
          </TextLink>
        </li>
      ))}
    </ul>
  );
}
