import type { PublicSettings } from "#server/portal.ts";
import type { SignInOption } from "#server/sign-in/sign-in-service.ts";
import type { Frame, Person } from "../frame/frame.ts";
import { Avatar } from "../parts/avatar.tsx";
import { Icon, type IconName } from "../parts/icon.tsx";
import { ProviderMark } from "../parts/provider-mark.tsx";
import { RelativeTime } from "../parts/relative-time.tsx";
import { DemoTour } from "./demo-tour.tsx";

export function HomeSignedIn({
  frame,
  person,
  provider,
  signedInAtSeconds,
  nowSeconds,
  appCount,
  demo,
}: {
  frame: Frame;
  person: Person & { email: string | undefined };
  /** `undefined` when the session began without a provider. */
  provider: { name: string; brand: SignInOption["brand"] } | undefined;
  signedInAtSeconds: number;
  nowSeconds: number;
  appCount: number;
  demo: PublicSettings["demo"];
}) {
  const { t, playground } = frame;
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-5 gap-y-4">
        <Avatar person={person} size="large" />
        <div className="min-w-0">
          <h1 className="font-semibold text-2xl tracking-tight sm:text-3xl">
            {t.text("home.greeting", { name: person.displayName })}
          </h1>
          {person.email && <p className="text-muted">{person.email}</p>}
          <p className="mt-1 flex flex-wrap items-center gap-x-2 text-muted">
            {provider && (
              <>
                <ProviderMark brand={provider.brand} className="size-4" />
                <span>{t.text("home.signed_in_with", { provider: provider.name })}</span>
                <span aria-hidden="true">·</span>
              </>
            )}
            <RelativeTime t={t} atSeconds={signedInAtSeconds} nowSeconds={nowSeconds} />
          </p>
        </div>
      </div>
      <ul className={`mt-8 grid gap-4 sm:mt-10 ${playground ? "md:grid-cols-3" : "md:grid-cols-2"}`}>
        <PlaceCard
          href="/connected-apps"
          icon="apps"
          title={t.text("shell.connected_apps")}
          text={t.text("home.apps_text", { count: appCount })}
        />
        <PlaceCard href="/account" icon="person" title={t.text("shell.account")} text={t.text("home.account_text")} />
        {playground && (
          <PlaceCard
            href="/playground"
            icon="terminal"
            title={t.text("shell.playground")}
            text={t.text("home.playground_text")}
          />
        )}
      </ul>
      {demo && <DemoTour t={t} demo={demo} playground={playground} />}
    </>
  );
}

function PlaceCard({ href, icon, title, text }: { href: string; icon: IconName; title: string; text: string }) {
  return (
    <li className="relative rounded-2xl border border-line bg-surface p-5 shadow-card transition-colors focus-within:border-accent hover:border-line-strong sm:p-6">
      <Icon name={icon} className="size-7 text-accent" />
      <h2 className="mt-4 font-semibold text-lg">
        {/* The whole card is the link's target; its name stays short. */}
        <a href={href} className="after:absolute after:inset-0 after:rounded-2xl">
          {title}
        </a>
      </h2>
      <p className="mt-1 text-muted">{text}</p>
    </li>
  );
}
