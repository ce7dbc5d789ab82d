import type { ProviderSettings } from "#server/config/settings.ts";

/** A provider's `error` and what else it says about it (RFC 6749 §4.1.2.1, §5.2), cleaned for logs. */
export interface ProviderWords {
  /** Only characters of registered codes, at most 60. */
  error: string;
  /** At most 300 characters; control and direction characters are spelled `\uXXXX`. */
  description: string | undefined;
  /** Entra's `error_subcode`, Facebook's `error_reason`; cleaned as `error` is. */
  reason: string | undefined;
}

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
export function personCancelled(
  { error, description = "", reason }: ProviderWords,
  { brand, id }: Pick<ProviderSettings, "brand" | "id">,
): boolean {
  // LinkedIn, Apple.
  if (/^user_cancell?ed_\w+$/.test(error)) return true;
  if (error !== "access_denied") return false;
  switch (brand) {
    case "google":
      // Google says no more after Cancel; what its administrators forbid it shows on a page of its own.
      return description === "";
    case "github":
      return /^The user has denied your application access\b/i.test(description);
    case "microsoft":
      // AADSTS65004: declined to consent. AADB2C90091: cancelled. Personal accounts say it by the subcode.
      return reason === "cancel" || /^(AADSTS65004|AADB2C90091)\b/.test(description);
    default:
      return id === "facebook" && reason === "user_denied";
  }
}

/**
 * Whether `invalid_grant` at the token endpoint means a code that is used or too old. Entra says the same of people whom
 * its policies don't let in, with another number in front.
 */
export function codeIsSpent({ error, description = "" }: ProviderWords): boolean {
  if (error === "bad_verification_code") return true;
  const [, number] = /^AADSTS(\d+)\b/.exec(description) ?? [];
  return error === "invalid_grant" && (number === undefined || spentCodeNumbers.has(number));
}

/** Entra's: invalid grant, expired code, code redeemed before. */
const spentCodeNumbers = new Set(["70000", "70008", "54005"]);
