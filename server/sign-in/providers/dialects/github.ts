import type { ProviderFacts } from "#server/access/policy/provider-facts.ts";
import type { ProviderSettings } from "#server/config/settings.ts";
import type { Secret } from "#server/crypto/secret.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import type { Dialect } from "./dialect.ts";
import { githubMemberships } from "./github-memberships.ts";
import { plainOpenId } from "./plain-openid.ts";

/** Its words for those of RFC 6749 §5.2. */
const standardErrors: Readonly<Record<string, string>> = {
  bad_refresh_token: "invalid_grant",
  bad_verification_code: "invalid_grant",
  incorrect_client_credentials: "invalid_client",
};

/** Scopes that contain another. */
const wider: Readonly<Record<string, readonly string[]>> = {
  "read:user": ["user"],
  "user:email": ["user"],
  public_repo: ["repo"],
};

/**
 * GitHub: plain OAuth 2.0 with PKCE, no ID token. The identity comes from `/user`, and whether its address is verified only from
 * `/user/emails`. `baseUrl` makes it an Enterprise Server.
 *
 * Ours instead of Auth.js's built-in, which calls the API by the global fetch and takes an unverified address.
 */
export const github = {
  ...plainOpenId,
  define(settings, { fetch }) {
    const { web, api } = githubUrls(settings);
    return {
      id: settings.id,
      name: settings.name,
      type: "oauth",
      clientId: settings.clientId,
      // GitHub names this in its `iss` response parameter (RFC 9207).
      issuer: `${web}/login/oauth`,
      authorization: { url: `${web}/login/oauth/authorize`, params: { scope: "read:user user:email" } },
      token: `${web}/login/oauth/access_token`,
      userinfo: {
        url: `${api}/user`,
        request: ({ tokens }) => githubPerson(api, tokens.access_token ?? "", fetch, settings.allow),
      },
      profile: ({ id }) => ({ id: typeof id === "number" ? String(id) : id }),
    };
  },

  defaultScopes: ["read:user", "user:email"],
  canForceSignIn: false,
  /** It knows select_account only; `login` is its login_hint. */
  authorizationParams: ({ prompt, loginHint }) => ({
    ...(prompt === "login" || prompt === "select_account" ? { prompt: "select_account" } : {}),
    ...(loginHint ? { login: loginHint } : {}),
  }),

  identityIssuer: (settings) => githubUrls(settings).web,

  /** Memberships that are not public need it (GitHub REST API, “Organization members”). */
  allowScopes: ({ allow }) => (allow?.organizations || allow?.teams ? ["read:org"] : []),
  providerFacts: ({ profile }): ProviderFacts => profile[membershipsMember] ?? {},

  revoke: deleteAppToken,
  widerScopes: (scope) => (Object.hasOwn(wider, scope) ? (wider[scope] ?? []) : []),

  standardError: (error) => (Object.hasOwn(standardErrors, error) ? (standardErrors[error] ?? error) : error),
  saysCancelled: ({ description = "" }) => /^The user has denied your application access\b/i.test(description),
} as const satisfies Dialect;

/** A member of the person that is always set here, whatever GitHub sends. */
const membershipsMember = "portico:memberships";

/** Where GitHub lives: github.com, an Enterprise Server, or the demo one. */
function githubUrls({ baseUrl, apiBaseUrl }: Pick<ProviderSettings, "baseUrl" | "apiBaseUrl">) {
  const web = (baseUrl ?? "https://github.com").replace(/\/$/, "");
  const api = (apiBaseUrl ?? (baseUrl ? `${web}/api/v3` : "https://api.github.com")).replace(/\/$/, "");
  return { web, api };
}

/** GitHub REST API, "Delete an app token": authenticated as the application. */
async function deleteAppToken(settings: ProviderSettings, fetch: GuardedFetch, accessToken: Secret): Promise<boolean> {
  const secret = settings.clientSecret?.reveal();
  if (!secret) return false;
  const { api } = githubUrls(settings);
  const credentials = Buffer.from(`${settings.clientId}:${secret}`).toString("base64");
  const response = await fetch(`${api}/applications/${encodeURIComponent(settings.clientId)}/token`, {
    method: "DELETE",
    headers: {
      accept: "application/vnd.github+json",
      authorization: `Basic ${credentials}`,
      "content-type": "application/json",
      "user-agent": "portico",
    },
    body: JSON.stringify({ access_token: accessToken.reveal() }),
  });
  // 404: GitHub doesn't know the token any more.
  return response.status === 204 || response.status === 404;
}

async function githubPerson(
  api: string,
  accessToken: string,
  fetch: GuardedFetch,
  allow: ProviderSettings["allow"],
): Promise<Record<string, unknown>> {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${accessToken}`,
    // GitHub refuses requests without one.
    "user-agent": "portico",
  };
  const ask = (path: string) => fetch(`${api}${path}`, { headers });
  const get = async (path: string): Promise<unknown> => {
    const response = await ask(path);
    if (response.status >= 500) {
      throw new AppError("provider_unreachable", { detail: `${api}${path}: ${response.status}` });
    }
    if (response.status !== 200) return undefined;
    return response.json().catch((cause: unknown) => {
      throw new AppError("provider_unreachable", { detail: `${api}${path} is no JSON`, cause });
    });
  };
  const [person, addresses] = await Promise.all([get("/user"), get("/user/emails")]);
  if (typeof person !== "object" || person === null || !("id" in person)) {
    throw new AppError("provider_rejected", { detail: "GitHub's /user has no id" });
  }
  const login = "login" in person && typeof person.login === "string" ? person.login : "";
  const memberships = await githubMemberships(allow, login, ask);
  return { ...person, ...primaryAddress(addresses), [membershipsMember]: memberships };
}

/** The primary address, when it is verified; the one in `/user` is only what the person chose to show. */
function primaryAddress(addresses: unknown): { email: string | undefined; email_verified: boolean } {
  const list = (Array.isArray(addresses) ? addresses : []) as {
    email?: string;
    primary?: boolean;
    verified?: boolean;
  }[];
  const primary = list.find((address) => address.primary === true);
  return { email: primary?.email, email_verified: primary?.verified === true };
}
