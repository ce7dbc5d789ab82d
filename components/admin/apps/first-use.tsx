import type { Translator } from "../../messages/create-translator.ts";
import { Notice } from "../../parts/notice.tsx";
import { TextLink } from "../../parts/text-link.tsx";
import { When } from "../parts/when.tsx";
import type { AppType } from "./app-type.ts";

const secondsBetweenLooks = 3;

/**
 * Whether the app has signed a person in, or got a token, yet. `wait` looks again by itself, without a script, until it has; beside
 * settings that are being copied it doesn't, because a page that loads again loses what is selected.
 */
export function FirstUse({
  t,
  type,
  lastUsedAt,
  nowSeconds,
  wait,
}: {
  t: Translator;
  type: AppType;
  lastUsedAt: string | undefined;
  nowSeconds: number;
  wait: { now: boolean; href: string };
}) {
  const program = type === "service" || type === "api";
  if (lastUsedAt !== undefined) {
    return (
      <Notice tone="good" announce>
        {t.rich(program ? "admin.apps.first_token" : "admin.apps.first_sign_in", {
          when: <When key="when" t={t} at={lastUsedAt} nowSeconds={nowSeconds} />,
        })}
      </Notice>
    );
  }
  if (!wait.now) {
    return (
      <Notice>
        {t.rich(program ? "admin.apps.wait_token" : "admin.apps.wait_sign_in", {
          a: (inner) => (
            <TextLink key="wait" href={wait.href}>
              {inner}
            </TextLink>
          ),
        })}
      </Notice>
    );
  }
  return (
    <>
      <meta httpEquiv="refresh" content={String(secondsBetweenLooks)} />
      <Notice announce>{t.text(program ? "admin.apps.waiting_token" : "admin.apps.waiting_sign_in")}</Notice>
    </>
  );
}
