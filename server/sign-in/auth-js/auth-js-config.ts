import type { ProviderDefinition } from "#server/sign-in/providers/provider-definition.ts";
import type { ProviderMetadata } from "#server/sign-in/providers/provider-metadata.ts";
import { isTenantTemplate } from "#server/sign-in/providers/tenant-issuers.ts";
import type { AuthJsEngine } from "./auth-js-engine.ts";
import { createAuthJsFetch } from "./auth-js-fetch.ts";
import type { AuthJsRun } from "./auth-js-run.ts";

/** What is the same for every request. */
export interface AuthJsTerms {
  secrets: string[];
  secure: boolean;
  nowSeconds: () => number;
}

/**
 * Auth.js's configuration for one request, with the one provider it is about.
 *
 * `debug` stays off: its debug log prints verifiers and cookies. The logger keeps what failed and prints nothing.
 */
export function authJsConfig(
  run: AuthJsRun,
  metadata: ProviderMetadata,
  engine: AuthJsEngine,
  terms: AuthJsTerms,
): Record<string, unknown> {
  return {
    basePath: "/api/auth",
    trustHost: true,
    // Set, so that AUTH_SECRET and AUTH_REDIRECT_PROXY_URL of the environment can't decide.
    secret: terms.secrets,
    redirectProxyUrl: "",
    useSecureCookies: terms.secure,
    // The front door refuses cross-site posts before they get here.
    skipCSRFCheck: engine.skipCSRFCheck,
    debug: false,
    logger: { error: (error: unknown) => void run.fail(error), warn: () => {}, debug: () => {} },
    session: { strategy: "jwt" },
    callbacks: {
      signIn({ account, profile }: { account: { providerAccountId: string }; profile: Record<string, unknown> }) {
        run.found = { profile, subject: account.providerAccountId };
        // An address instead of true: Auth.js redirects there and makes no session of its own.
        return "/";
      },
    },
    providers: [providerFor(run, metadata, engine, terms.nowSeconds)],
  };
}

function providerFor(
  run: AuthJsRun,
  metadata: ProviderMetadata,
  engine: AuthJsEngine,
  nowSeconds: () => number,
): ProviderDefinition {
  const { definition, dialect } = run.provider;
  const provider: ProviderDefinition = {
    ...definition,
    client: { ...definition.client, token_endpoint_auth_method: run.provider.clientAuth(metadata).method },
    // false: Auth.js also asks UserInfo and requires the ID token's `sub` there (OpenID Connect Core §5.3.2).
    ...(definition.type === "oidc" && metadata.userinfo_endpoint && dialect.asksUserInfo ? { idToken: false } : {}),
  };
  const shared = isTenantTemplate(metadata.issuer) ? asPlainOAuth(run, metadata) : {};
  return Object.assign(provider, shared, { [engine.customFetch]: createAuthJsFetch(run, nowSeconds) });
}

/**
 * Entra's shared endpoints: Auth.js compares the ID token's issuer with the one that it discovered, which here is a template.
 * So it does plain OAuth 2.0, and the ID token (with its nonce) is ours alone to verify: see auth-js-fetch.ts.
 */
function asPlainOAuth(run: AuthJsRun, metadata: ProviderMetadata): Partial<ProviderDefinition> {
  return {
    type: "oauth",
    checks: ["pkce", "state"],
    authorization: metadata.authorization_endpoint,
    token: metadata.token_endpoint,
    userinfo: { url: metadata.token_endpoint, request: () => Promise.resolve(run.idTokenClaims) },
  };
}
