import type { ReactNode } from "react";
import type { Frame } from "../../frame/frame.ts";
import { Button, ButtonLink } from "../../parts/button.tsx";
import { Card } from "../../parts/card.tsx";
import { EffectList } from "../../parts/effect-list.tsx";
import { FormToken } from "../../parts/form-token.tsx";
import { PageHeading } from "../../parts/page-heading.tsx";

interface Effect {
  id: string;
  text: ReactNode;
}

/** Asks before something ends: what will happen, what stays, and the two ways on. */
export function QuestionCard({
  frame: { t },
  title,
  back,
  ends,
  stays = [],
  action,
  formToken,
  confirm,
  keep,
  danger = true,
  freshSignInHref,
  children,
}: {
  frame: Frame;
  title: string;
  /** Where the question was asked. */
  back: { href: string; label: string };
  ends: readonly Effect[];
  stays?: readonly Effect[];
  /** Where the form posts to. */
  action: string;
  formToken: string;
  confirm: string;
  keep?: string;
  /** `false` for what ends nothing. */
  danger?: boolean;
  /** Where to sign in again first; `undefined` when the sign-in is fresh enough. */
  freshSignInHref?: string | undefined;
  /** More fields of the form. */
  children?: ReactNode;
}) {
  const cancel = (
    <ButtonLink href={back.href} kind="secondary" className="w-full">
      {keep ?? t.text("admin.question.keep")}
    </ButtonLink>
  );
  return (
    <div className="max-w-xl">
      <PageHeading back={back} title={title} />
      <Card>
        <h2 className="mb-3 font-semibold">{t.text("admin.question.ends")}</h2>
        <EffectList icon="minus" items={ends} />
        {stays.length > 0 && (
          <>
            <h2 className="mt-6 mb-3 font-semibold">{t.text("admin.question.stays")}</h2>
            <EffectList icon="info" items={stays} />
          </>
        )}
        {freshSignInHref ? (
          <div className="mt-8">
            <p className="mb-4 text-muted">{t.text("admin.question.fresh")}</p>
            <div className="grid gap-3 sm:grid-cols-2">
              <ButtonLink href={freshSignInHref} className="w-full">
                {t.text("admin.question.sign_in")}
              </ButtonLink>
              {cancel}
            </div>
          </div>
        ) : (
          <form method="post" action={action} className="mt-8">
            <FormToken value={formToken} />
            {children && <div className="mb-6 grid gap-4">{children}</div>}
            <div className="grid gap-3 sm:grid-cols-2">
              <Button kind={danger ? "danger" : "primary"} className="w-full">
                {confirm}
              </Button>
              {cancel}
            </div>
          </form>
        )}
      </Card>
    </div>
  );
}
