import type { ProviderDefinition } from "#server/sign-in/providers/provider-definition.ts";
import type { ProviderMetadata } from "#server/sign-in/providers/provider-metadata.ts";
import { isTenantTemplate } from "#server/sign-in/providers/tenant-issuers.ts";
import type { BundledAuth } from "#server/sign-in/sign-in-service.ts";
import { createAuthJsFetch } from "./auth-js-fetch.ts";
import type { SignInAttempt } from "./sign-in-attempt.ts";

export interface AuthJsConfigInput {
  attempt: SignInAttempt;
  metadata: ProviderMetadata;
  bundled: BundledAuth;
  secrets: string[];
  secure: boolean;
  sessionCookieName: string;
  nowSeconds: () => number;
  /** Called once everything about the person is verified; makes the session. Errors: whatever it throws refuses. */
  onVerified(profile: Record<string, unknown>, subject: string): Promise<void>;
  /** What Auth.js shall put into the session cookie: the vault's seal, never a token of its own. */
  sealedSession(): Promise<string>;
}

/**
 * Auth.js's configuration for one request, with the one provider it is about.
 *
 * `debug` stays off: its debug log prints verifiers and cookies. The logger keeps what failed and prints nothing.
 */
export function authJsConfig(input: AuthJsConfigInput): Record<string, unknown> {
  const { attempt, bundled, secure } = input;
  return {
    basePath: "/api/auth",
    trustHost: true,
    // Set, so that AUTH_SECRET and AUTH_REDIRECT_PROXY_URL of the environment can't decide.
    secret: input.secrets,
    redirectProxyUrl: "",
    useSecureCookies: secure,
    // The front door refuses cross-site posts before they get here.
    skipCSRFCheck: bundled.skipCSRFCheck,
    debug: false,
    logger: { error: (error: unknown) => void attempt.fail(error), warn: () => {}, debug: () => {} },
    session: { strategy: "jwt" },
    jwt: { encode: () => input.sealedSession(), decode: () => Promise.resolve(null) },
    cookies: {
      sessionToken: { name: input.sessionCookieName, options: { httpOnly: true, sameSite: "lax", path: "/", secure } },
    },
    callbacks: {
      async signIn({ account, profile }: { account: { providerAccountId: string }; profile: Record<string, unknown> }) {
        try {
          await input.onVerified(profile, account.providerAccountId);
          return true;
        } catch (error) {
          attempt.failByUs(error);
          return false;
        }
      },
    },
    providers: [providerFor(input)],
  };
}

function providerFor({ attempt, metadata, bundled, nowSeconds }: AuthJsConfigInput): ProviderDefinition {
  const { definition, dialect } = attempt.provider;
  const provider: ProviderDefinition = {
    ...definition,
    client: { ...definition.client, token_endpoint_auth_method: attempt.provider.clientAuth(metadata).method },
    // false: Auth.js also asks UserInfo and requires the ID token's `sub` there (OpenID Connect Core §5.3.2).
    ...(definition.type === "oidc" && metadata.userinfo_endpoint && dialect.asksUserInfo ? { idToken: false } : {}),
  };
  const shared = isTenantTemplate(metadata.issuer) ? asPlainOAuth(attempt, metadata) : {};
  return Object.assign(provider, shared, { [bundled.customFetch]: createAuthJsFetch(attempt, nowSeconds) });
}

/**
 * Entra's shared endpoints: Auth.js compares the ID token's issuer with the one that it discovered, which here is a template.
 * So it does plain OAuth 2.0, and the ID token (with its nonce) is ours alone to verify: see auth-js-fetch.ts.
 */
function asPlainOAuth(attempt: SignInAttempt, metadata: ProviderMetadata): Partial<ProviderDefinition> {
  return {
    type: "oauth",
    checks: ["pkce", "state"],
    authorization: metadata.authorization_endpoint,
    token: metadata.token_endpoint,
    userinfo: { url: metadata.token_endpoint, request: () => Promise.resolve(attempt.idTokenClaims) },
  };
}
