import type { Translator } from "../messages/create-translator.ts";

/** "3 hours ago", with the exact moment as a tooltip and for machines. */
export function RelativeTime({ t, atSeconds, nowSeconds }: { t: Translator; atSeconds: number; nowSeconds: number }) {
  return (
    <time dateTime={new Date(atSeconds * 1000).toISOString()} title={t.dateTime(atSeconds)}>
      {t.ago(atSeconds, nowSeconds)}
    </time>
  );
}

/** "20 November 2026", with the time of day as a tooltip. */
export function CalendarDate({ t, atSeconds }: { t: Translator; atSeconds: number }) {
  return (
    <time dateTime={new Date(atSeconds * 1000).toISOString()} title={t.dateTime(atSeconds)}>
      {t.date(atSeconds)}
    </time>
  );
}
