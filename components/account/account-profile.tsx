import type { AccountSummary, IdentitySummary } from "#server/accounts/account-service.ts";
import type { PublicSettings } from "#server/portal.ts";
import type { Frame } from "../frame/frame.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Badge } from "../parts/badge.tsx";
import { Card, Section } from "../parts/card.tsx";
import { Facts } from "../parts/facts.tsx";
import { ProviderMark } from "../parts/provider-mark.tsx";
import { CalendarDate, RelativeTime } from "../parts/relative-time.tsx";

export function AccountProfile({
  frame: { t, branding },
  account,
  currentIdentityId,
  providers,
  nowSeconds,
}: {
  frame: Frame;
  account: AccountSummary;
  currentIdentityId: string | undefined;
  providers: PublicSettings["providers"];
  nowSeconds: number;
}) {
  return (
    <div className="grid gap-10">
      <Section
        id="profile"
        title={t.text("account.profile")}
        text={t.text("account.profile_text", { brand: branding.name })}
      >
        <Card className="flex flex-col gap-6 sm:flex-row">
          <Avatar person={account} size="large" />
          <div className="min-w-0 grow">
            <Facts
              items={[
                { name: t.text("account.name"), value: <bdi>{account.displayName}</bdi> },
                { name: t.text("account.email"), value: <Address t={t} holder={account} /> },
                { name: t.text("account.created"), value: <CalendarDate t={t} atSeconds={account.createdAtSeconds} /> },
              ]}
            />
          </div>
        </Card>
      </Section>
      <Section id="methods" title={t.text("account.methods")} text={t.text("account.methods_text")}>
        <ul className="grid gap-4">
          {account.identities.map((identity) => (
            <SignInMethod
              key={identity.id}
              t={t}
              identity={identity}
              current={identity.id === currentIdentityId}
              brand={providers.find(({ id }) => id === identity.providerId)?.brand ?? "generic"}
              nowSeconds={nowSeconds}
            />
          ))}
        </ul>
      </Section>
    </div>
  );
}

function Address({ t, holder }: { t: Translator; holder: { email: string | undefined; emailVerified: boolean } }) {
  if (!holder.email) return <span className="text-muted">{t.text("account.no_email")}</span>;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      {holder.email}
      <Badge
        tone={holder.emailVerified ? "good" : "warn"}
        {...(holder.emailVerified ? { icon: "check" as const } : {})}
      >
        {t.text(holder.emailVerified ? "account.verified" : "account.not_verified")}
      </Badge>
    </span>
  );
}

function SignInMethod({
  t,
  identity,
  current,
  brand,
  nowSeconds,
}: {
  t: Translator;
  identity: IdentitySummary;
  current: boolean;
  brand: PublicSettings["providers"][number]["brand"];
  nowSeconds: number;
}) {
  return (
    <li className="rounded-2xl border border-line bg-surface p-5 shadow-card sm:p-6">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
        <ProviderMark brand={brand} className="size-6" />
        <h3 className="font-semibold">{identity.providerName}</h3>
        {current && <Badge tone="accent">{t.text("account.method_current")}</Badge>}
      </div>
      <div className="mt-1 text-muted">
        <bdi>{identity.username ?? identity.displayName}</bdi>
        {identity.email && <Address t={t} holder={identity} />}
      </div>
      <p className="mt-2 text-muted text-sm">
        {t.text("account.method_added")} <CalendarDate t={t} atSeconds={identity.createdAtSeconds} />
        {identity.lastSignInAtSeconds !== undefined && (
          <>
            {" · "}
            {t.text("account.method_last")}{" "}
            <RelativeTime t={t} atSeconds={identity.lastSignInAtSeconds} nowSeconds={nowSeconds} />
          </>
        )}
      </p>
    </li>
  );
}
