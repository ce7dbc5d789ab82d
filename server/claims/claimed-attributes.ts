import { cleanText, isCleanText } from "#server/http/clean-text.ts";
import type { ClaimedAttributes } from "./person-attributes.ts";

/** Claims of an ID token, of UserInfo, or of a provider's own profile. Nothing in it is checked yet. */
type Claims = Readonly<Record<string, unknown>>;

/**
 * The claims that say an attribute, the best first. OpenID Connect Core §5.1 names the first of each; the others are those of
 * providers that speak plain OAuth 2.0 (`login` and `avatar_url` are GitHub's).
 */
const claimsOfAttribute = {
  displayName: ["name"],
  username: ["preferred_username", "login", "nickname"],
  email: ["email"],
  emailVerified: ["email_verified"],
  pictureUrl: ["picture", "avatar_url"],
  locale: ["locale"],
} as const satisfies Readonly<Record<keyof ClaimedAttributes, readonly string[]>>;

/** The longest text that is kept: a subject's too (OpenID Connect Core §2). */
export const longestText = 255;
/** RFC 5646 §4.4.1. */
const longestLocale = 35;
const longestAddress = 2048;

/**
 * What a provider's claims say about a person.
 *
 * In a name, characters that can't be stored are replaced, because a name is only shown. An address, user name or picture with such
 * characters, or a too long one, counts as missing, because the rest of it could be another person's.
 */
export function claimedAttributes(claims: Claims): ClaimedAttributes {
  const first = <Value>(attribute: keyof ClaimedAttributes, read: (value: unknown) => Value | undefined) => {
    for (const claim of claimsOfAttribute[attribute]) {
      const value = read(claims[claim]);
      if (value !== undefined) return value;
    }
    return undefined;
  };
  const email = first("email", word);
  return {
    displayName: first("displayName", name) ?? joinedName(claims),
    username: first("username", word),
    email,
    emailVerified: email !== undefined && first("emailVerified", isTrue) === true,
    pictureUrl: first("pictureUrl", webUrl),
    locale: first("locale", (value) => word(value, longestLocale)),
  };
}

/** Some providers send the string "true". */
function isTrue(value: unknown): boolean {
  return value === true || value === "true";
}

function joinedName(claims: Claims): string | undefined {
  return name([claims["given_name"], claims["family_name"]].filter((part) => typeof part === "string").join(" "));
}

function name(value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  const trimmed = cleanText(cleanText(value).trim().slice(0, longestText));
  return trimmed === "" ? undefined : trimmed;
}

/** Taken whole or not at all. */
function word(value: unknown, longest = longestText): string | undefined {
  if (typeof value !== "string" || !isCleanText(value)) return undefined;
  const trimmed = value.trim();
  return trimmed === "" || trimmed.length > longest ? undefined : trimmed;
}

/** Only what an <img> may load: a `javascript:` or huge `data:` picture never gets into the database. */
function webUrl(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > longestAddress || !isCleanText(value) || !URL.canParse(value))
    return undefined;
  return ["https:", "http:"].includes(new URL(value).protocol) ? value : undefined;
}
