import type { PublicSettings } from "#server/portal.ts";
import type { SessionSummary } from "#server/sessions/session-vault.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Badge } from "../parts/badge.tsx";
import { Button, ButtonLink } from "../parts/button.tsx";
import { describeDevice } from "../parts/describe-device.ts";
import { FormToken } from "../parts/form-token.tsx";
import { Icon } from "../parts/icon.tsx";
import { CalendarDate, RelativeTime } from "../parts/relative-time.tsx";

interface SessionListProps {
  t: Translator;
  sessions: readonly SessionSummary[];
  providers: PublicSettings["providers"];
  nowSeconds: number;
  formTokenFor: (purpose: string) => string;
}

export function SessionList({ t, sessions, providers, nowSeconds, formTokenFor }: SessionListProps) {
  const others = sessions.filter(({ current }) => !current).length;
  const ordered = [...sessions].sort((a, b) => Number(b.current) - Number(a.current));
  return (
    <section aria-labelledby="sessions">
      <h2 id="sessions" className="font-semibold text-lg">
        {t.text("sessions.title")}
      </h2>
      <p className="mt-1 text-muted">{t.text("sessions.text")}</p>
      <ul className="mt-4 grid gap-4">
        {ordered.map((session) => (
          <SessionRow
            key={session.id}
            t={t}
            session={session}
            providerName={providers.find(({ id }) => id === session.providerId)?.name ?? session.providerId}
            nowSeconds={nowSeconds}
            formToken={formTokenFor(`account/sessions/${session.id}/end`)}
          />
        ))}
      </ul>
      {others === 0 ? (
        <p className="mt-6 text-muted">{t.text("sessions.only_here")}</p>
      ) : (
        <form
          method="post"
          action="/account/sessions/end-others"
          className="mt-8 flex flex-wrap items-center gap-x-5 gap-y-3"
        >
          <FormToken value={formTokenFor("account/sessions/end-others")} />
          <Button kind="danger">{t.text("sessions.end_others")}</Button>
          <p className="text-muted">{t.text("sessions.end_others_text", { count: others })}</p>
        </form>
      )}
    </section>
  );
}

function SessionRow({
  t,
  session,
  providerName,
  nowSeconds,
  formToken,
}: {
  t: Translator;
  session: SessionSummary;
  providerName: string | undefined;
  nowSeconds: number;
  formToken: string;
}) {
  const known = describeDevice(session.userAgent);
  const device = known ? t.text("sessions.device", { ...known }) : t.text("sessions.unknown_device");
  const phone = known !== undefined && ["iPhone", "iPad", "Android"].includes(known.system);
  return (
    <li className="flex flex-wrap items-center gap-x-4 gap-y-4 rounded-2xl border border-line bg-surface p-5 shadow-card sm:flex-nowrap sm:p-6">
      <Icon name={phone ? "phone" : "device"} className="size-7 self-start text-muted" />
      <div className="min-w-0 grow basis-48">
        <h3 className="flex flex-wrap items-center gap-x-2 gap-y-1 font-semibold">
          {device}
          {session.current && <Badge tone="accent">{t.text("sessions.this_device")}</Badge>}
        </h3>
        <p className="mt-1 text-muted text-sm">
          {t.text("sessions.last_active")}{" "}
          <RelativeTime t={t} atSeconds={session.lastActiveAtSeconds} nowSeconds={nowSeconds} />
          {session.clientAddress && ` · ${t.text("sessions.address")} ${session.clientAddress}`}
        </p>
        <p className="text-muted text-sm">
          {providerName !== undefined && `${t.text("sessions.signed_in_with", { provider: providerName })} · `}
          {t.text("sessions.since")} <CalendarDate t={t} atSeconds={session.createdAtSeconds} />
        </p>
      </div>
      {session.current ? (
        <ButtonLink href="/sign-out" kind="secondary">
          {t.text("shell.sign_out")}
        </ButtonLink>
      ) : (
        <form method="post" action={`/account/sessions/${session.id}/end`}>
          <FormToken value={formToken} />
          <Button kind="secondary" aria-label={t.text("sessions.end_label", { device })}>
            {t.text("sessions.end")}
          </Button>
        </form>
      )}
    </li>
  );
}
