import type { ProviderSettings } from "#server/config/settings.ts";

export type Prompt = "none" | "login" | "consent" | "select_account";

export interface AuthorizationWish {
  prompt: Prompt | undefined;
  loginHint: string | undefined;
  /** Scopes beyond those of signing in (incremental authorization); empty for a plain sign-in. */
  extraScopes: readonly string[];
}

const defaultScopes: Record<ProviderSettings["brand"], readonly string[]> = {
  google: ["openid", "email", "profile"],
  microsoft: ["openid", "profile", "email", "offline_access", "User.Read"],
  github: ["read:user", "user:email"],
  generic: ["openid", "profile", "email"],
};

export function signInScopes(
  provider: Pick<ProviderSettings, "brand" | "scopes" | "type">,
): readonly string[] | undefined {
  if (provider.scopes) return provider.scopes;
  // An Auth.js built-in that we don't know by name brings its own.
  return provider.brand === "generic" && provider.type === "builtin" ? undefined : defaultScopes[provider.brand];
}

/** Whether the provider lets us insist on a fresh sign-in: OpenID Connect's prompt=login, which Google refuses. */
export function canForceSignIn({ brand }: Pick<ProviderSettings, "brand">): boolean {
  return brand !== "google" && brand !== "github";
}

/**
 * Parameters of the authorization request, in the dialect of each provider. The caller's query never gets here.
 *
 * Google: refresh tokens need access_type=offline, and come with a consent only; it refuses prompt=login.
 * GitHub: knows select_account only; `login` is its login_hint.
 */
export function authorizationParams(
  provider: Pick<ProviderSettings, "brand" | "scopes" | "type" | "authorizationParams">,
  wish: AuthorizationWish,
): Record<string, string> {
  const own = signInScopes(provider);
  const scopes = [...new Set([...(own ?? []), ...wish.extraScopes])];
  return {
    ...(scopes.length > 0 ? { scope: scopes.join(" ") } : {}),
    ...dialects[provider.brand](wish),
    ...provider.authorizationParams,
  };
}

type Dialect = (wish: AuthorizationWish) => Record<string, string>;

const openid: Dialect = ({ prompt, loginHint }) => ({
  ...(prompt ? { prompt } : {}),
  // OpenID Connect Core §3.1.2.1: with max_age the ID token must say auth_time, which is how we can tell.
  ...(prompt === "login" ? { max_age: "0" } : {}),
  ...(loginHint ? { login_hint: loginHint } : {}),
});

const dialects: Record<ProviderSettings["brand"], Dialect> = {
  generic: openid,
  microsoft: openid,
  google: (wish) => {
    const incremental = wish.extraScopes.length > 0;
    const prompt = incremental ? "consent" : wish.prompt === "login" ? "select_account" : wish.prompt;
    return {
      access_type: "offline",
      ...(prompt ? { prompt } : {}),
      ...(incremental ? { include_granted_scopes: "true" } : {}),
      ...(wish.loginHint ? { login_hint: wish.loginHint } : {}),
    };
  },
  github: ({ prompt, loginHint }) => ({
    ...(prompt === "login" || prompt === "select_account" ? { prompt: "select_account" } : {}),
    ...(loginHint ? { login: loginHint } : {}),
  }),
};
