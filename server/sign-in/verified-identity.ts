import type { VerifiedIdentity } from "#server/accounts/account-service.ts";
import { AppError } from "#server/errors/app-error.ts";
import { isEntra } from "./entra-tenants.ts";
import type { Provider } from "./provider-registry.ts";
import type { IdTokenClaims } from "./verify-id-token.ts";

type Claims = Readonly<Record<string, unknown>>;

/**
 * Who a verified sign-in is about. An identity is (issuer, subject), never an address (OpenID Connect Core §5.7).
 *
 * Entra: the object id within the tenant's issuer; `sub` differs from app to app, and its `email` is whatever an
 * administrator typed (nOAuth), so it never counts as verified.
 */
export function verifiedIdentity(
  provider: Provider,
  found: { idTokenClaims: IdTokenClaims | undefined; profile: Claims; subject: string },
): VerifiedIdentity {
  const { idTokenClaims, profile, subject } = found;
  // What is signed wins over what is merely fetched.
  const claims: Claims = { ...profile, ...idTokenClaims };
  const entra = isEntra(provider.definition);
  return {
    providerId: provider.settings.id,
    issuer: idTokenClaims?.iss ?? provider.identityIssuer,
    subject: entra ? entraSubject(claims) : (idTokenClaims?.sub ?? subject),
    displayName: text(claims["name"]) ?? joinedName(claims),
    username: text(claims["preferred_username"]) ?? text(claims["login"]) ?? text(claims["nickname"]),
    email: text(claims["email"]),
    // Some providers send the string "true".
    emailVerified: !entra && (claims["email_verified"] === true || claims["email_verified"] === "true"),
    pictureUrl: webUrl(claims["picture"] ?? claims["avatar_url"]),
    locale: text(claims["locale"], 35),
  };
}

function entraSubject(claims: Claims): string {
  const objectId = text(claims["oid"]);
  if (!objectId) throw new AppError("provider_rejected", { detail: "ID token: oid is missing" });
  return objectId;
}

function joinedName(claims: Claims): string | undefined {
  return text([claims["given_name"], claims["family_name"]].filter((part) => typeof part === "string").join(" "));
}

function text(value: unknown, maxLength = 255): string | undefined {
  if (typeof value !== "string") return undefined;
  const trimmed = value.trim().slice(0, maxLength);
  return trimmed === "" ? undefined : trimmed;
}

/** Only what an <img> may load: a `javascript:` or huge `data:` picture never gets into the database. */
function webUrl(value: unknown): string | undefined {
  if (typeof value !== "string" || value.length > 2048 || !URL.canParse(value)) return undefined;
  return ["https:", "http:"].includes(new URL(value).protocol) ? value : undefined;
}
