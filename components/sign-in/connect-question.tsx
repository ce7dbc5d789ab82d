import type { Frame } from "../frame/frame.ts";
import { Button, ButtonLink } from "../parts/button.tsx";
import { FormToken } from "../parts/form-token.tsx";
import { Notice } from "../parts/notice.tsx";

interface ConnectQuestionProps {
  frame: Frame;
  name: string;
  providerName: string;
  /** It is about more access than was allowed before, at a provider that may be connected already. */
  more: boolean;
  action: string;
  formToken: string;
  leavePath: string;
}

/** Whose account gets what, before the provider is asked. */
export function ConnectQuestion(props: ConnectQuestionProps) {
  const { frame, name, providerName: provider, more, action, formToken, leavePath } = props;
  const { t, branding } = frame;
  const names = { provider, brand: branding.name };
  return (
    <>
      <h1 className="font-semibold text-2xl tracking-tight">
        {t.text(more ? "connect.heading_more" : "connect.heading", names)}
      </h1>
      <p className="mt-2 text-muted">{t.rich("connect.text", { ...names, name: <bdi key="name">{name}</bdi> })}</p>
      <div className="my-6">
        <Notice tone="warn">{t.text("connect.warning", names)}</Notice>
      </div>
      <form method="post" action={action} className="grid gap-3">
        <FormToken value={formToken} />
        <Button className="w-full">{t.text("connect.confirm", names)}</Button>
        <ButtonLink href={leavePath} kind="secondary" className="w-full">
          {t.text("connect.cancel")}
        </ButtonLink>
      </form>
    </>
  );
}
