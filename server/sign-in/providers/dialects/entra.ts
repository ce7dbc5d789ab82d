import type { ProviderFacts } from "#server/access/policy/provider-facts.ts";
import { entraDiscoveredIssuer } from "#server/sign-in/providers/tenant-issuers.ts";
import type { Dialect } from "./dialect.ts";
import { plainOpenId } from "./plain-openid.ts";

const sharedIssuer = "https://login.microsoftonline.com/common/v2.0";

/** Numbers of invalid_grant: invalid grant, expired code, code redeemed before. Other numbers mean that a policy refuses the person. */
const spentCodeNumbers = new Set(["70000", "70008", "54005"]);

/**
 * Microsoft Entra ID. The subject is the object id within the tenant's issuer, because `sub` differs from app to app; an address is
 * whatever an administrator typed (nOAuth), so it never counts as verified.
 */
export const entra = {
  ...plainOpenId,
  // Not Auth.js's built-in, which fetches a photo by the global fetch and reads ID tokens before they are verified.
  define: ({ id, name, clientId, issuer = sharedIssuer }) => ({ id, name, clientId, type: "oidc", issuer }),

  defaultScopes: ["openid", "profile", "email", "offline_access", "User.Read"],

  discoveredIssuer: entraDiscoveredIssuer,
  subjectClaim: "oid",
  verifiesEmail: false,
  // It lives at Graph and says nothing that the ID token doesn't.
  asksUserInfo: false,

  providerFacts({ idTokenClaims }): ProviderFacts {
    const tid = idTokenClaims?.["tid"];
    return { tenant: typeof tid === "string" ? tid : undefined };
  },

  /** Graph's scopes may be spelled in full. */
  plainScope: (scope) => scope.replace("https://graph.microsoft.com/", ""),

  /** AADSTS65004: declined to consent. AADB2C90091: cancelled. Personal accounts have the subcode. */
  saysCancelled: ({ description = "", reason }) =>
    reason === "cancel" || /^(AADSTS65004|AADB2C90091)\b/.test(description),
  saysSpentCode({ description = "" }) {
    const [, number] = /^AADSTS(\d+)\b/.exec(description) ?? [];
    return number === undefined || spentCodeNumbers.has(number);
  },
} as const satisfies Dialect;
