import type { ProviderSettings } from "#server/config/settings.ts";
import type { ProviderWords } from "#server/sign-in/providers/dialects/dialect.ts";
import { dialectOf } from "#server/sign-in/providers/dialects/dialect-of.ts";

/** What a terminal obeys, what turns the direction of the text around, and what PostgreSQL can't keep. */
const unprintable = /[\p{Cc}\p{Cs}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;
const escaped = (character: string) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;

/** Reads an `error` out of a callback's query or a token endpoint's JSON; other types than text count as absent. */
export function providerWords(read: (name: string) => unknown): ProviderWords | undefined {
  const name = (parameter: string) => {
    const value = read(parameter);
    return typeof value === "string" ? value.replace(/[^\w.-]/g, "").slice(0, 60) : undefined;
  };
  const error = name("error");
  if (error === undefined) return undefined;
  const description = read("error_description");
  return {
    error,
    // Cut first, so that a long text costs no more than a short one.
    description:
      typeof description === "string" && description !== ""
        ? description.slice(0, 300).replace(unprintable, escaped).slice(0, 300).toWellFormed()
        : undefined,
    reason: name("error_subcode") ?? name("error_reason"),
  };
}

/** `authorization response: access_denied "AADSTS50105: …"` */
export function quoteProvider(place: string, { error, description }: ProviderWords): string {
  return description ? `${place}: ${error} "${description}"` : `${place}: ${error}`;
}

/**
 * Whether the person cancelled at the provider. RFC 6749 §4.1.2.1 has one word, access_denied, for their no and for the
 * provider's own, so only what a provider says in its own dialect counts.
 */
export function personCancelled(words: ProviderWords, provider: Pick<ProviderSettings, "kind">): boolean {
  // LinkedIn, Apple.
  if (/^user_cancell?ed_\w+$/.test(words.error)) return true;
  return words.error === "access_denied" && dialectOf(provider).saysCancelled(words);
}

/** Whether a refusal of the token endpoint means a code that is used or too old. */
export function codeIsSpent(words: ProviderWords, provider: Pick<ProviderSettings, "kind">): boolean {
  const dialect = dialectOf(provider);
  return dialect.standardError(words.error) === "invalid_grant" && dialect.saysSpentCode(words);
}
