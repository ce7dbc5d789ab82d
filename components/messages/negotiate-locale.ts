import { de, germanErrors } from "./de.ts";
import { en, englishErrors, type MessageKey } from "./en.ts";
import type { ErrorTexts } from "./error-texts.ts";

/** Adding a language: its catalogue, and a row here. */
export const catalogues = {
  en: { messages: en, errors: englishErrors },
  de: { messages: de, errors: germanErrors },
} satisfies Record<string, { messages: Record<MessageKey, string>; errors: ErrorTexts }>;

export type Language = keyof typeof catalogues;

export interface NegotiatedLocale {
  language: Language;
  /** With region where the person gave one, for dates and numbers: `de-AT`. */
  locale: string;
}

const fallback: NegotiatedLocale = { language: "en", locale: "en" };

/** As much as is read of either list: each word that is no language tag costs an exception. */
const longest = 500;

/**
 * The best language that there is a catalogue for.
 *
 * `uiLocales` is what the app asks for (space-separated, in order) and goes first; then Accept-Language by its weights.
 * Spec: OpenID Connect Core 1.0 §3.1.2.1; RFC 9110 §12.5.4.
 */
export function negotiateLocale(acceptLanguage: string | null, uiLocales?: string): NegotiatedLocale {
  const asked = (uiLocales ?? "").slice(0, longest).split(" ").filter(Boolean);
  for (const tag of [...asked, ...byWeight(acceptLanguage ?? "")]) {
    const locale = canonical(tag);
    const language = locale?.split("-", 1)[0];
    if (locale && language && Object.hasOwn(catalogues, language)) return { language: language as Language, locale };
  }
  return fallback;
}

function byWeight(header: string): string[] {
  return header
    .slice(0, longest)
    .split(",")
    .map((part, index) => {
      const [tag = "", ...parameters] = part.trim().split(";");
      const q = parameters.map((parameter) => parameter.trim()).find((parameter) => parameter.startsWith("q="));
      return { tag: tag.trim(), weight: q ? Number(q.slice(2)) : 1, index };
    })
    .filter(({ tag, weight }) => tag !== "" && tag !== "*" && weight > 0)
    .sort((a, b) => b.weight - a.weight || a.index - b.index)
    .map(({ tag }) => tag);
}

/** The tag in canonical form; `undefined` for what isn't a language tag (Intl would throw on it later). */
function canonical(tag: string): string | undefined {
  try {
    return Intl.getCanonicalLocales(tag)[0];
  } catch {
    return undefined;
  }
}

export function isErrorCode(code: string): code is keyof ErrorTexts {
  return Object.hasOwn(englishErrors, code);
}
