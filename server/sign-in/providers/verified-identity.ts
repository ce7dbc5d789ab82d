import type { VerifiedIdentity } from "#server/accounts/account-service.ts";
import { claimedAttributes, longestText } from "#server/claims/claimed-attributes.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { isCleanText } from "#server/http/clean-text.ts";
import type { Dialect } from "#server/sign-in/providers/dialects/dialect.ts";
import { type Mapping, mapClaims } from "./mapped-claims.ts";
import type { Provider } from "./provider.ts";
import { entraDiscoveredIssuer, isTenantTemplate } from "./tenant-issuers.ts";
import type { IdTokenClaims } from "./verify-id-token.ts";

type Claims = Readonly<Record<string, unknown>>;

interface IdentityProvider extends Pick<Provider, "identityIssuer"> {
  settings: Pick<ProviderSettings, "id"> & Mapping;
  dialect: Pick<Dialect, "subjectClaim" | "verifiesEmail" | "providerFacts">;
}

/**
 * The identity of a verified sign-in. An identity is (issuer, subject), never an address (OpenID Connect Core §5.7).
 *
 * The settings' mapping replaces what the portal reads itself, but never the subject, and makes no address verified.
 * The provider's dialect says which claim is the subject and whether its addresses count as verified.
 *
 * Errors: provider_rejected for a subject that is missing, too long, or has characters that can't be kept.
 */
export function verifiedIdentity(
  provider: IdentityProvider,
  found: { idTokenClaims: IdTokenClaims | undefined; profile: Claims; subject: string },
  onLeftOut: (attribute: string, why: string) => void = () => {},
): VerifiedIdentity {
  const { idTokenClaims, profile, subject } = found;
  // What is signed wins over what is merely fetched.
  const claims: Claims = { ...profile, ...idTokenClaims };
  const { subjectClaim, verifiesEmail } = provider.dialect;
  const attributes = claimedAttributes(claims);
  const emailVerified = attributes.emailVerified && verifiesEmail && !isOfManyTenants(provider.identityIssuer);
  const mapped = mapClaims(provider.settings, claims);
  for (const [attribute, why] of Object.entries(mapped.leftOut)) onLeftOut(attribute, why);
  const { email = attributes.email } = mapped.standard;
  return {
    providerId: provider.settings.id,
    issuer: idTokenClaims?.iss ?? provider.identityIssuer,
    subject: requireSubject(
      subjectClaim === "sub" ? (idTokenClaims?.sub ?? subject) : claims[subjectClaim],
      subjectClaim,
    ),
    ...attributes,
    ...mapped.standard,
    email,
    emailVerified: email === attributes.email && emailVerified,
    groups: mapped.groups,
    attributes: mapped.attributes,
    said: provider.dialect.providerFacts({ idTokenClaims, profile }),
  };
}

/** Each tenant's administrator types addresses, so none of them counts, whatever kind the provider is configured as. */
function isOfManyTenants(issuer: string): boolean {
  return isTenantTemplate(entraDiscoveredIssuer(issuer));
}

/** OpenID Connect Core §2: at most 255 characters, compared exactly; so it is taken as it is or not at all. */
function requireSubject(value: unknown, claim: "sub" | "oid"): string {
  const refuse = (problem: string) => new AppError("provider_rejected", { detail: `${claim} ${problem}` });
  if (typeof value !== "string" || value.trim() === "") throw refuse("is missing");
  if (value.length > longestText) throw refuse(`is longer than ${longestText} characters`);
  if (!isCleanText(value)) throw refuse("has characters that are no text");
  return value;
}
