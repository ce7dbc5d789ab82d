import type { ProviderFacts } from "#server/access/policy/provider-facts.ts";
import { isCleanText } from "#server/http/clean-text.ts";
import type { Dialect } from "./dialect.ts";
import { plainOpenId } from "./plain-openid.ts";

/** Google answers with these addresses where it is asked for a name. */
const names: Readonly<Record<string, string>> = {
  "https://www.googleapis.com/auth/userinfo.email": "email",
  "https://www.googleapis.com/auth/userinfo.profile": "profile",
};

const defaultIssuer = "https://accounts.google.com";

/**
 * Google. Refresh tokens need access_type=offline and come with a consent only; prompt=login is refused, so that choosing the account
 * again is the most that can be asked for.
 */
export const google = {
  ...plainOpenId,
  define: ({ id, name, clientId, issuer = defaultIssuer }) => ({ id, name, clientId, type: "oidc", issuer }),

  defaultScopes: ["openid", "email", "profile"],
  canForceSignIn: false,
  authorizationParams({ prompt: asked, loginHint, extraScopes }) {
    const incremental = extraScopes.length > 0;
    const prompt = incremental ? "consent" : asked === "login" ? "select_account" : asked;
    return {
      access_type: "offline",
      ...(prompt ? { prompt } : {}),
      ...(incremental ? { include_granted_scopes: "true" } : {}),
      ...(loginHint ? { login_hint: loginHint } : {}),
    };
  },

  /** Google shows the accounts of one domain, or with * those of any Workspace. */
  allowParams({ allow }): Record<string, string> {
    const [domain, other] = allow?.hostedDomains ?? [];
    if (domain === undefined) return {};
    return { hd: other === undefined && /^[^*.]/.test(domain) ? domain : "*" };
  },
  /** The claim alone: an address in the domain may be that of a private account. */
  providerFacts({ idTokenClaims }): ProviderFacts {
    const hd = idTokenClaims?.["hd"];
    return { hostedDomain: typeof hd === "string" && isCleanText(hd) ? hd : undefined };
  },

  sharesGrant: true,
  plainScope: (scope) => (Object.hasOwn(names, scope) ? (names[scope] ?? scope) : scope),

  /** After Cancel Google gives no description; what an administrator forbids is shown on a page of Google's own. */
  saysCancelled: ({ description = "" }) => description === "",
} as const satisfies Dialect;
