import { IntlMessageFormat } from "intl-messageformat";
import { createElement, Fragment, type ReactNode } from "react";
import type { StandardScopeMessage } from "#server/claims/standard-scopes.ts";
import type { ErrorCode } from "#server/errors/app-error.ts";
import type { MessageKey } from "./en.ts";
import { catalogues, type NegotiatedLocale } from "./negotiate-locale.ts";

export type PlainValues = Readonly<Record<string, string | number>>;
export type RichValues = Readonly<Record<string, string | number | ReactNode | ((inner: ReactNode[]) => ReactNode)>>;

export interface ScopeWords {
  title: string;
  /** Empty when there is none. */
  description: string;
  /** Where the catalogues have both, with `_text` after it for the description. */
  message?: StandardScopeMessage;
  translations?: Readonly<Record<string, { title: string; description: string }>>;
}

export interface GroupWords {
  title: string;
  translations?: Readonly<Record<string, { name: string }>>;
}

/** Everything that depends on the person's language. */
export interface Translator {
  /** `de-AT` */
  readonly locale: string;
  /** `de`: what the texts are in, for the `lang` attribute. */
  readonly language: string;
  readonly direction: "ltr" | "rtl";
  text(key: MessageKey, values?: PlainValues): string;
  /** For messages with tags, e.g. `<b>…</b>`; `<b>` needs no value. */
  rich(key: MessageKey, values?: RichValues): ReactNode;
  error(code: ErrorCode, values: PlainValues): { title: string; cause: string; nextStep: string };
  /** What a scope is called and means: the portal's words for a standard scope, else the operator's. */
  scope(scope: ScopeWords): { title: string; description: string };
  /** The operator's name of an API. */
  group(group: GroupWords): string;
  /** "20 November 2026" */
  date(epochSeconds: number): string;
  /** "20 November 2026 at 14:05 UTC": the server doesn't know the person's time zone, so it names its own. */
  dateTime(epochSeconds: number): string;
  /** The same with seconds, in few letters: for logs. */
  dateTimeSeconds(epochSeconds: number): string;
  /** "3 hours ago" */
  ago(epochSeconds: number, nowSeconds: number): string;
  list(items: readonly string[]): string;
}

const rightToLeft = new Set(["ar", "fa", "he", "ur"]);

/** Parsing ICU costs more than formatting, so every message of a language is parsed once. */
const parsed = new Map<string, IntlMessageFormat>();

export function createTranslator({ language, locale }: NegotiatedLocale): Translator {
  const { messages, errors } = catalogues[language];

  const format = (id: string, message: string, values: RichValues) => {
    const cacheKey = `${locale}\n${id}`;
    let formatter = parsed.get(cacheKey);
    if (!formatter) {
      formatter = new IntlMessageFormat(message, locale);
      // The locale comes from a header: the cache must not grow with whatever is sent.
      if (parsed.size > 5_000) parsed.clear();
      parsed.set(cacheKey, formatter);
    }
    return formatter.format(values as Record<string, never>) as unknown;
  };

  return {
    locale,
    language,
    direction: rightToLeft.has(language) ? "rtl" : "ltr",
    text: (key, values = {}) => String(format(key, messages[key], values)),
    rich(key, values = {}) {
      const strong = (inner: ReactNode[]) => createElement("strong", { className: "font-semibold" }, ...inner);
      const result = format(key, messages[key], { b: strong, ...values });
      return createElement(Fragment, null, ...((Array.isArray(result) ? result : [result]) as ReactNode[]));
    },
    error(code, values) {
      const entry = errors[code];
      const say = (part: "title" | "cause" | "nextStep") =>
        String(format(`error.${code}.${part}`, entry[part], values));
      return { title: say("title"), cause: say("cause"), nextStep: say("nextStep") };
    },
    scope({ title, description, message, translations }) {
      if (message) return { title: messages[message], description: messages[`${message}_text`] };
      return translations?.[language] ?? { title, description: description || messages["scope.undescribed"] };
    },
    group: ({ title, translations }) => translations?.[language]?.name ?? title,
    date: (epochSeconds) =>
      new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" }).format(epochSeconds * 1000),
    dateTime: (epochSeconds) =>
      new Intl.DateTimeFormat(locale, {
        year: "numeric",
        month: "long",
        day: "numeric",
        hour: "numeric",
        minute: "2-digit",
        timeZone: "UTC",
        timeZoneName: "short",
      }).format(epochSeconds * 1000),
    dateTimeSeconds: (epochSeconds) =>
      new Intl.DateTimeFormat(locale, {
        dateStyle: "medium",
        timeStyle: "medium",
        timeZone: "UTC",
      }).format(epochSeconds * 1000),
    ago(epochSeconds, nowSeconds) {
      const { value, unit } = relativeStep(epochSeconds - nowSeconds);
      if (unit === "second") return messages["time.now"];
      return new Intl.RelativeTimeFormat(locale, { numeric: "auto" }).format(value, unit);
    },
    list: (items) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items),
  };
}

const units = [
  ["year", 365 * 86_400],
  ["month", 30 * 86_400],
  ["week", 7 * 86_400],
  ["day", 86_400],
  ["hour", 3_600],
  ["minute", 60],
] as const;

/** The largest unit that fits, rounded towards zero: "1 hour ago" rather than "90 minutes ago". */
export function relativeStep(differenceSeconds: number): { value: number; unit: Intl.RelativeTimeFormatUnit } {
  for (const [unit, unitSeconds] of units) {
    if (Math.abs(differenceSeconds) >= unitSeconds) return { value: Math.trunc(differenceSeconds / unitSeconds), unit };
  }
  return { value: 0, unit: "second" };
}
