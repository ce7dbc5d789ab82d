import type { ReactNode } from "react";
import type { Frame } from "../frame/frame.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { EffectList } from "../parts/effect-list.tsx";
import { FormToken } from "../parts/form-token.tsx";
import { TextLink } from "../parts/text-link.tsx";

interface SignOutQuestionProps {
  frame: Frame;
  name: string;
  /** `undefined` when the session began without a provider. */
  providerName: string | undefined;
  /** Where the answer is posted to. */
  action: string;
  formToken: string;
  /** The app that wants it, and its request, sent back with the answer. */
  asking?: { clientName: string | undefined; request: string };
}

/** What signing out ends and what it doesn't, before it happens. */
export function SignOutQuestion({ frame, name, providerName, action, formToken, asking }: SignOutQuestionProps) {
  const { t, branding } = frame;
  const names = { brand: branding.name, provider: providerName ?? "" };
  const atProvider = (item: { id: string; text: string }) => (providerName === undefined ? [] : [item]);
  const link = (inner: ReactNode[]) => <TextLink href="/connected-apps">{inner}</TextLink>;
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">
        {t.text(asking ? "sign_out.heading_brand" : "sign_out.heading", names)}
      </h1>
      {asking?.clientName && (
        <p className="mt-2">{t.rich("sign_out.asked_by", { app: <bdi key="app">{asking.clientName}</bdi> })}</p>
      )}
      <p className="mt-2 text-muted">
        {t.rich(providerName === undefined ? "sign_out.text_without_provider" : "sign_out.text", {
          ...names,
          name: <bdi key="name">{name}</bdi>,
        })}
      </p>
      <div className="my-6">
        <h2 className="mb-3 font-semibold">{t.text("sign_out.ends")}</h2>
        <EffectList
          icon="minus"
          items={[
            { id: "here", text: t.text("sign_out.effect_here", names) },
            ...atProvider({ id: "tokens", text: t.text("sign_out.effect_tokens", names) }),
          ]}
        />
        <h2 className="mt-6 mb-3 font-semibold">{t.text("sign_out.remains")}</h2>
        <EffectList
          icon="info"
          items={[
            ...atProvider({ id: "provider", text: t.text("sign_out.effect_provider", names) }),
            { id: "apps", text: t.rich("sign_out.effect_apps", { link }) },
          ]}
        />
      </div>
      <form method="post" action={action} className="grid gap-3 sm:grid-cols-2">
        <FormToken value={formToken} />
        {asking && <input type="hidden" name="request" value={asking.request} />}
        <Button className="w-full">{t.text("sign_out.confirm")}</Button>
        <ButtonLink href="/" kind="secondary" className="w-full">
          {t.text("sign_out.stay")}
        </ButtonLink>
      </form>
    </>
  );
}
