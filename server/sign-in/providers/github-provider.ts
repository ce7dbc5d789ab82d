import type { ProviderSettings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import type { AuthJsProvider } from "./auth-js-provider.ts";

/** Where GitHub lives: github.com, an Enterprise Server, or the demo one. */
export function githubUrls({ baseUrl, apiBaseUrl }: Pick<ProviderSettings, "baseUrl" | "apiBaseUrl">) {
  const web = (baseUrl ?? "https://github.com").replace(/\/$/, "");
  const api = (apiBaseUrl ?? (baseUrl ? `${web}/api/v3` : "https://api.github.com")).replace(/\/$/, "");
  return { web, api };
}

/**
 * GitHub: plain OAuth 2.0 with PKCE, no ID token. Who it is comes from `/user`, whether the address is verified only
 * from `/user/emails`.
 *
 * Ours instead of Auth.js's built-in, which calls the API by the global fetch and takes an unverified address.
 */
export function githubProvider(settings: ProviderSettings, fetch: GuardedFetch): AuthJsProvider {
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
      request: ({ tokens }) => githubPerson(api, tokens.access_token ?? "", fetch),
    },
    profile: ({ id }) => ({ id: typeof id === "number" ? String(id) : id }),
  };
}

async function githubPerson(api: string, accessToken: string, fetch: GuardedFetch): Promise<Record<string, unknown>> {
  const headers = {
    accept: "application/vnd.github+json",
    authorization: `Bearer ${accessToken}`,
    // GitHub refuses requests without one.
    "user-agent": "portico",
  };
  const get = async (path: string): Promise<unknown> => {
    const response = await fetch(`${api}${path}`, { headers });
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
    throw new AppError("provider_rejected", { detail: "GitHub's /user names nobody" });
  }
  return { ...person, ...primaryAddress(addresses) };
}

/** The primary address, when it is verified; the one in `/user` is only what the person wants to show. */
function primaryAddress(addresses: unknown): { email: string | undefined; email_verified: boolean } {
  const list = (Array.isArray(addresses) ? addresses : []) as {
    email?: string;
    primary?: boolean;
    verified?: boolean;
  }[];
  const primary = list.find((address) => address.primary === true);
  return { email: primary?.email, email_verified: primary?.verified === true };
}
