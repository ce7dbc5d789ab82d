import type { Translator } from "../messages/create-translator.ts";
import { Icon } from "../parts/icon.tsx";

const daySeconds = 24 * 60 * 60;

/** How long an app keeps what it gets, and how to take it back. */
export function ConsentDuration({ t, offlineSeconds }: { t: Translator; offlineSeconds: number | undefined }) {
  const duration =
    offlineSeconds === undefined
      ? t.text("consent.duration_while")
      : t.text("consent.duration_offline", { days: Math.max(1, Math.round(offlineSeconds / daySeconds)) });
  return (
    <>
      <h2 className="mt-6 font-semibold">{t.text("consent.duration")}</h2>
      <p className="mt-1 flex gap-3">
        <Icon name="clock" className="mt-0.5 size-5 text-muted" />
        <span>
          {duration} {t.rich("consent.revocable")}
        </span>
      </p>
    </>
  );
}
