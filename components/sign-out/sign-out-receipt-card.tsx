import type { SignedOutView } from "#server/authorization-server/logout/frontchannel-logout.ts";
import type { SignOutReceipt } from "#server/sessions/sign-out.ts";
import type { Frame } from "../frame/frame.ts";
import { ButtonLink } from "../parts/button.tsx";
import { EffectList } from "../parts/effect-list.tsx";
import { Notice } from "../parts/notice.tsx";
import { ToldApps } from "./told-apps.tsx";

const heading = "font-semibold text-2xl tracking-tight";

/** What ended, what was given back, and what remains, so that the page promises no more than what happened. */
export function SignOutReceiptCard({
  frame: { t, branding },
  receipt,
  told,
  providerName,
}: {
  frame: Frame;
  receipt: SignOutReceipt | undefined;
  /** Apps that are notified by frames. */
  told?: SignedOutView | undefined;
  providerName: (id: string) => string;
}) {
  const again = (
    <>
      {told && <ToldApps t={t} view={told} />}
      {told?.continueTo && (
        <ButtonLink href={told.continueTo} data-continue="" className="mt-6 w-full">
          {t.text("sign_out.continue")}
        </ButtonLink>
      )}
      <ButtonLink href="/sign-in" kind={told?.continueTo ? "secondary" : "primary"} className="mt-6 w-full">
        {t.text(receipt || told ? "sign_out.again" : "shell.sign_in")}
      </ButtonLink>
    </>
  );
  if (!receipt && told) {
    return (
      <>
        <h1 className={heading}>{t.text("sign_out.done_title")}</h1>
        {again}
      </>
    );
  }
  if (!receipt) {
    return (
      <>
        <h1 className={heading}>{t.text("sign_out.nobody")}</h1>
        <p className="mt-2 text-muted">{t.text("sign_out.nobody_text")}</p>
        {again}
      </>
    );
  }
  const tokens = receipt.upstream.map(({ providerId, outcome }) => ({
    id: providerId,
    outcome,
    text: t.text(`sign_out.done_${outcome}`, { provider: providerName(providerId) }),
  }));
  const revoked = tokens.filter(({ outcome }) => outcome === "revoked");
  const remaining = tokens.filter(({ outcome }) => outcome !== "revoked");
  return (
    <>
      <h1 className={heading}>{t.text("sign_out.done_title")}</h1>
      <h2 className="mt-6 mb-3 font-semibold">{t.text("sign_out.ended")}</h2>
      <EffectList
        items={[{ id: "session", text: t.text("sign_out.done_session", { brand: branding.name }) }, ...revoked]}
      />
      {(receipt.providerName !== undefined || remaining.length > 0) && (
        <h2 className="mt-6 mb-3 font-semibold">{t.text("sign_out.remains")}</h2>
      )}
      {receipt.providerName !== undefined && (
        <Notice tone="warn">
          <p className="font-medium">{t.text("sign_out.done_remains", { provider: receipt.providerName })}</p>
          <p className="mt-1 text-sm">{t.text("sign_out.done_remains_text")}</p>
        </Notice>
      )}
      {remaining.length > 0 && (
        <div className="mt-4">
          <EffectList items={remaining} icon="info" />
        </div>
      )}
      {again}
    </>
  );
}
