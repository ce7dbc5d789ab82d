import type { AppBehind } from "#server/authorization-server/consent/consent-service.ts";
import type { ErrorDetail } from "#server/authorization-server/requests/error-detail.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import type { Frame } from "../frame/frame.ts";
import type { Translator } from "../messages/create-translator.ts";
import { ButtonLink } from "../parts/button.tsx";
import { Icon } from "../parts/icon.tsx";
import { TextLink } from "../parts/text-link.tsx";
import { AskWhom } from "./ask-whom.tsx";
import { DeveloperDetail } from "./developer-detail.tsx";
import { errorActions, withAnotherAccount } from "./error-actions-policy.ts";

export interface ErrorNames {
  provider: string | undefined;
  cookie: string | undefined;
  host: string;
}

/** Each name, or words for it. */
export function errorNames(t: Translator, { provider, cookie, host }: ErrorNames): Record<keyof ErrorNames, string> {
  return {
    provider: provider ?? t.text("failure.some_provider"),
    cookie: cookie ?? t.text("failure.some_cookie"),
    host,
  };
}

/** What happened, what to do next, and a reference; never a code alone. */
export function ErrorCard({
  frame: { t, branding },
  code,
  reference,
  detail,
  names,
  returnPath,
  app,
  askWhom,
  whyHref,
}: {
  frame: Frame;
  code: ErrorCode;
  reference: string;
  /** Of a request that an app sent: what its makers have to know. */
  detail?: ErrorDetail | undefined;
  /** What the texts name: see error-texts.ts. */
  names: ErrorNames;
  returnPath: string | undefined;
  /** The app whose request failed. */
  app?: AppBehind | undefined;
  /** Whom people ask that may not sign in. */
  askWhom?: string | undefined;
  /** For administrators: where the reference is explained. */
  whyHref?: string | undefined;
}) {
  const texts = t.error(code, errorNames(t, names));
  const [first, ...others] = errorActions(
    code,
    returnPath,
    app?.href === undefined ? undefined : { ...app, href: app.href },
  );
  return (
    <>
      <span data-filled="" className="flex size-12 items-center justify-center rounded-full bg-warn-soft text-warn">
        <Icon name={code === "sign_in_cancelled" ? "info" : "warning"} className="size-6" />
      </span>
      <h1 className="mt-5 font-semibold text-2xl tracking-tight">{texts.title}</h1>
      <p className="mt-2">{texts.cause}</p>
      <p className="mt-2 text-muted">{texts.nextStep}</p>
      {askWhom && withAnotherAccount.has(code) && <AskWhom t={t} askWhom={askWhom} />}
      <div className="mt-6 flex flex-col gap-3">
        <ButtonLink href={first.href} className="w-full">
          {t.text(first.label, { app: app?.name ?? "" })}
        </ButtonLink>
        {others.map(({ href, label }) => (
          <ButtonLink key={href} href={href} kind="secondary" className="w-full">
            {t.text(label, { app: app?.name ?? "" })}
          </ButtonLink>
        ))}
      </div>
      {reference && (
        <div className="mt-6 border-line border-t pt-5 text-muted text-sm">
          <p>
            {t.text("failure.reference")} <code className="select-all font-mono text-ink">{reference}</code>{" "}
            {whyHref && <TextLink href={whyHref}>{t.text("admin.explain.why")}</TextLink>}
          </p>
          <p className="mt-1">
            {t.text("failure.reference_hint")}{" "}
            {branding.supportUrl && <TextLink href={branding.supportUrl}>{t.text("failure.support")}</TextLink>}
          </p>
        </div>
      )}
      {detail && <DeveloperDetail t={t} code={code} detail={detail} />}
    </>
  );
}
