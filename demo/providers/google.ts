import { createHash } from "node:crypto";
import type { Person } from "#demo/people.ts";
import type { ProviderContext, Realm } from "./realm.ts";

const shortScopes: Record<string, string> = {
  email: "https://www.googleapis.com/auth/userinfo.email",
  profile: "https://www.googleapis.com/auth/userinfo.profile",
};

/** Like accounts.google.com, with everything under one path. */
export function googleRealm(context: ProviderContext): Realm {
  const issuer = `${context.origin}/google`;
  return {
    context,
    issuer,
    paths: {
      discovery: ["/google/.well-known/openid-configuration"],
      jwks: ["/google/oauth2/v3/certs"],
      authorize: ["/google/o/oauth2/v2/auth"],
      token: ["/google/token"],
      userinfo: ["/google/userinfo"],
      revoke: ["/google/revoke"],
      end_session: ["/google/logout"],
    },
    dialect: {
      prompts: ["none", "consent", "select_account"],
      hintParameter: "login_hint",
      isOpenId: true,
      parseScope: (scope) => scope.split(" ").filter(Boolean),
      issuerOf: () => issuer,
      subjectOf: googleSubject,
      idTokenClaims: (person, scopes) => ({
        azp: context.client.clientId,
        ...profileClaims(person, scopes, context.origin),
      }),
      userinfo: (person, scopes) => ({
        sub: googleSubject(person),
        ...profileClaims(person, scopes, context.origin),
      }),
      // Only with access_type=offline, and then only when the person consents (not at every sign-in).
      issuesRefreshToken: ({ params, isFirstConsent }) =>
        params.get("access_type") === "offline" &&
        (isFirstConsent || (params.get("prompt") ?? "").split(" ").includes("consent")),
      tokenPrefixes: { access: "ya29.demo.", refresh: "1//demo." },
      cancelled: {},
      responseParams: () => ({ authuser: "0", prompt: "consent" }),
      tokenError: (error, description) => ({
        status: error === "invalid_client" ? 401 : 400,
        body: { error, error_description: description },
      }),
      // Google lists email and profile by their long names, with openid in their midst.
      grantedScope: (scopes) => scopes.map((scope) => shortScopes[scope] ?? scope).join(" "),
    },
  };
}

/** 21 digits, like the real ones. */
function googleSubject({ id }: Person): string {
  const digits = BigInt(`0x${createHash("sha256").update(`google/${id}`).digest("hex").slice(0, 24)}`).toString();
  return `1${digits.padStart(20, "0").slice(0, 20)}`;
}

function profileClaims(person: Person, scopes: readonly string[], origin: string): Record<string, unknown> {
  return {
    ...(scopes.includes("email") ? { email: person.email, email_verified: person.emailVerified } : {}),
    ...(scopes.includes("email") && person.hostedDomain ? { hd: person.hostedDomain } : {}),
    ...(scopes.includes("profile")
      ? {
          name: person.name,
          given_name: person.givenName,
          family_name: person.familyName,
          picture: `${origin}/people/${person.id}.svg`,
          locale: "en",
        }
      : {}),
  };
}
