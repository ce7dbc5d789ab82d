import type { VerifiedIdentity } from "#server/accounts/account-service.ts";
import { AppError } from "#server/errors/app-error.ts";
import { cleanText, isCleanText } from "#server/http/clean-text.ts";
import { isEntra } from "./entra-tenants.ts";
import type { Provider } from "./provider-registry.ts";
import type { IdTokenClaims } from "./verify-id-token.ts";

type Claims = Readonly<Record<string, unknown>>;

const longest = 255;

/**
 * Who a verified sign-in is about. An identity is (issuer, subject), never an address (OpenID Connect Core §5.7).
 *
 * Entra: the object id within the tenant's issuer; `sub` differs from app to app, and its `email` is whatever an
 * administrator typed (nOAuth), so it never counts as verified.
 *
 * A name is shown and no more: what can't be kept in it is replaced. Addresses, user names and pictures say who or where: one that
 * has such characters, or is too long, is none, because the rest of it could be another person's.
 *
 * Errors: provider_rejected for a subject that is missing, too long, or has characters that can't be kept.
 */
export function verifiedIdentity(
  provider: Provider,
  found: { idTokenClaims: IdTokenClaims | undefined; profile: Claims; subject: string },
): VerifiedIdentity {
  const { idTokenClaims, profile, subject } = found;
  // What is signed wins over what is merely fetched.
  const claims: Claims = { ...profile, ...idTokenClaims };
  const entra = isEntra(provider.definition);
  const email = word(claims["email"]);
  return {
    providerId: provider.settings.id,
    issuer: idTokenClaims?.iss ?? provider.identityIssuer,
    subject: requireSubject(entra ? claims["oid"] : (idTokenClaims?.sub ?? subject), entra ? "oid" : "sub"),
    displayName: name(claims["name"]) ?? joinedName(claims),
    username: word(claims["preferred_username"]) ?? word(claims["login"]) ?? word(claims["nickname"]),
    email,
    emailVerified: email !== undefined && !entra && isTrue(claims["email_verified"]),
    pictureUrl: webUrl(claims["picture"] ?? claims["avatar_url"]),
    locale: word(claims["locale"], 35),
  };
}

/** OpenID Connect Core §2: at most 255 characters, compared exactly; so it is taken as it is or not at all. */
function requireSubject(value: unknown, claim: "sub" | "oid"): string {
  const refuse = (problem: string) => new AppError("provider_rejected", { detail: `${claim} ${problem}` });
  if (typeof value !== "string" || value.trim() === "") throw refuse("is missing");
  if (value.length > longest) throw refuse(`is longer than ${longest} characters`);
  if (!isCleanText(value)) throw refuse("has characters that are no text");
  return value;
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
  const trimmed = cleanText(cleanText(value).trim().slice(0, longest));
  return trimmed === "" ? undefined : trimmed;
}

/** Never a part of what was said. */
function word(value: unknown, most = longest): string | undefined {
  if (typeof value !== "string" || !isCleanText(value)) return undefined;
  const trimmed = value.trim();
  return trimmed === "" || trimmed.length > most ? undefined : trimmed;
}

/** Only what an <img> may load: a `javascript:` or huge `data:` picture never gets into the database. */
function webUrl(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 2048 || !isCleanText(value) || !URL.canParse(value)) return undefined;
  return ["https:", "http:"].includes(new URL(value).protocol) ? value : undefined;
}
