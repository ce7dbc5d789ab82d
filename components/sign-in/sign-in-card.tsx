import type { AppBehind } from "#server/authorization-server/consent/consent-service.ts";
import type { SignInOption } from "#server/sign-in/sign-in-service.ts";
import type { Frame } from "../frame/frame.ts";
import type { Translator } from "../messages/create-translator.ts";
import { Icon } from "../parts/icon.tsx";
import { Notice } from "../parts/notice.tsx";
import { TextLink } from "../parts/text-link.tsx";
import { ProviderButton, type SignInWish } from "./provider-button.tsx";
import { SignInNotes } from "./sign-in-notes.tsx";

/** The app that the person comes from, and one button a provider. */
export function SignInCard({
  frame,
  options,
  wish,
  app,
  signedInAs,
  lastProviderId,
}: {
  frame: Frame;
  options: readonly SignInOption[];
  wish: SignInWish;
  app: AppBehind | undefined;
  signedInAs: string | undefined;
  lastProviderId: string | undefined;
}) {
  const { t } = frame;
  if (options.length === 0) return <NoProviders frame={frame} />;
  return (
    <>
      {app && !app.alive && <GoneRequest t={t} app={app} />}
      <SignInHeading frame={frame} wish={wish} appName={app?.alive ? app.name : undefined} signedInAs={signedInAs} />
      <ul aria-label={t.text("sign_in.providers")} className="mt-6 space-y-3">
        {options.map((option) => (
          <li key={option.id}>
            <ProviderButton t={t} option={option} wish={wish} lastUsed={option.id === lastProviderId} />
          </li>
        ))}
      </ul>
      {signedInAs !== undefined && wish.prompt !== "login" && (
        <p className="mt-5 text-center">
          <TextLink href={wish.returnPath}>{t.text("sign_in.stay", { name: signedInAs })}</TextLink>
        </p>
      )}
      <SignInNotes frame={frame} />
    </>
  );
}

/** Signing in would lead to a request that can't be answered any more: said before, with the way back to the app. */
function GoneRequest({ t, app }: { t: Translator; app: AppBehind }) {
  return (
    <div className="mb-6">
      <Notice tone="warn">
        <p>{t.rich("sign_in.gone_request", { app: <bdi key="app">{app.name}</bdi> })}</p>
        {app.href && (
          <p className="mt-1">
            <TextLink href={app.href}>{t.text("failure.back_to_app", { app: app.name })}</TextLink>
          </p>
        )}
      </Notice>
    </div>
  );
}

function SignInHeading({
  frame: { t, branding },
  wish,
  appName,
  signedInAs,
}: {
  frame: Frame;
  wish: SignInWish;
  appName: string | undefined;
  signedInAs: string | undefined;
}) {
  const brand = branding.name;
  const heading = "text-center font-semibold text-2xl tracking-tight";
  const text = "mt-2 text-center text-muted";
  if (signedInAs !== undefined) {
    const name = <bdi>{signedInAs}</bdi>;
    const again = wish.prompt === "login";
    return (
      <>
        <h1 className={heading}>{t.text(again ? "sign_in.heading_again" : "sign_in.heading_switch")}</h1>
        <p className={text}>{t.rich(again ? "sign_in.text_again" : "sign_in.text_switch", { name })}</p>
      </>
    );
  }
  if (appName !== undefined) {
    return (
      <>
        <h1 className={heading}>{t.text("sign_in.heading_app", { app: appName })}</h1>
        <p className={text}>{t.text("sign_in.text_app", { app: appName, brand })}</p>
      </>
    );
  }
  return (
    <>
      <h1 className={heading}>{t.text("sign_in.heading", { brand })}</h1>
      <p className={text}>{t.text("sign_in.text")}</p>
    </>
  );
}

function NoProviders({ frame: { t } }: { frame: Frame }) {
  return (
    <div className="text-center">
      <Icon name="key" className="mx-auto size-8 text-muted" />
      <h1 className="mt-4 font-semibold text-2xl tracking-tight">{t.text("sign_in.none_title")}</h1>
      <p className="mt-2 text-muted">{t.text("sign_in.none_text")}</p>
    </div>
  );
}
