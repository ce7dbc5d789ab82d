import type { Person } from "#demo/people.ts";
import type { ProviderContext, Realm } from "./realm.ts";

/** Like github.com and api.github.com: plain OAuth 2.0 with PKCE, no ID token, its own ideas about errors. */
export function githubRealm(context: ProviderContext): Realm {
  const issuer = `${context.origin}/github/login/oauth`;
  return {
    context,
    issuer,
    paths: {
      authorize: ["/github/login/oauth/authorize"],
      token: ["/github/login/oauth/access_token"],
      revoke: [`/github/applications/${context.client.clientId}/token`],
      user: ["/github/user"],
      emails: ["/github/user/emails"],
      repos: ["/github/user/repos"],
    },
    dialect: {
      // It knows select_account, and ignores what it doesn't know.
      prompts: undefined,
      hintParameter: "login",
      isOpenId: false,
      parseScope: (scope) => scope.split(/[ ,]+/).filter(Boolean),
      issuerOf: () => issuer,
      subjectOf: ({ githubId }) => String(githubId),
      idTokenClaims: () => ({}),
      userinfo: () => ({}),
      issuesRefreshToken: () => context.state.behaviour.expiringTokens,
      tokenPrefixes: { access: "gho_demo.", refresh: "ghr_demo." },
      cancelled: { error_description: "The user has denied your application access." },
      responseParams: () => ({}),
      // Errors come with 200: a client that looks at the status only takes them for success.
      tokenError: (error, description) => ({
        status: 200,
        body: {
          error: githubErrors[error] ?? error,
          error_description: description,
          error_uri:
            "https://docs.github.com/apps/managing-oauth-apps/troubleshooting-oauth-app-access-token-request-errors/",
        },
      }),
      grantedScope: (scopes) => scopes.join(","),
    },
  };
}

const githubErrors: Record<string, string> = {
  invalid_client: "incorrect_client_credentials",
  invalid_grant: "bad_verification_code",
};

export function githubUser(person: Person, origin: string): Record<string, unknown> {
  return {
    login: person.githubLogin,
    id: person.githubId,
    avatar_url: `${origin}/people/${person.id}.svg`,
    url: `${origin}/github/users/${person.githubLogin}`,
    html_url: `${origin}/github/${person.githubLogin}`,
    type: "User",
    site_admin: false,
    name: person.name,
    company: null,
    blog: "",
    location: "London",
    // The address that the person chose to show; says nothing about being verified.
    email: person.emailVerified ? person.email : null,
    bio: null,
    public_repos: 2,
    followers: 1852,
    following: 3,
    created_at: "2015-12-10T09:00:00Z",
    updated_at: "2026-01-05T09:00:00Z",
  };
}

export function githubEmails(person: Person): Record<string, unknown>[] {
  return [
    { email: person.email, primary: true, verified: person.emailVerified, visibility: "private" },
    {
      email: `${person.githubId}+${person.githubLogin}@users.noreply.example`,
      primary: false,
      verified: true,
      visibility: null,
    },
  ];
}

export function githubRepos(person: Person, origin: string): Record<string, unknown>[] {
  const names: Record<Person["id"], string[]> = {
    ada: ["analytical-engine", "bernoulli-numbers"],
    grace: ["a-0-compiler", "nanoseconds"],
    alan: ["on-computable-numbers", "morphogenesis"],
  };
  return names[person.id].map((name, index) => ({
    id: person.githubId * 10 + index,
    name,
    full_name: `${person.githubLogin}/${name}`,
    private: index === 1,
    html_url: `${origin}/github/${person.githubLogin}/${name}`,
    description: null,
    fork: false,
    default_branch: "main",
  }));
}
