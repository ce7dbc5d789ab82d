import { type ConnectFacts, type ConnectSnippet, quoted, scopeOf } from "./connect-facts.ts";

export function openidClient(facts: ConnectFacts): ConnectSnippet {
  const secret = facts.clientSecret === undefined ? "undefined" : quoted(facts.clientSecret);
  const authentication = facts.clientSecret === undefined ? "client.None()" : "client.ClientSecretBasic()";
  return {
    id: "openid-client",
    title: "openid-client (Node.js)",
    code: `import * as client from "openid-client";

const config = await client.discovery(
  new URL(${quoted(facts.issuer)}),
  ${quoted(facts.clientId)},
  ${secret},
  ${authentication},
);
const codeVerifier = client.randomPKCECodeVerifier();
const state = client.randomState();
const url = client.buildAuthorizationUrl(config, {
  redirect_uri: ${quoted(facts.redirectUri)},
  scope: ${quoted(scopeOf(facts))},
  code_challenge: await client.calculatePKCECodeChallenge(codeVerifier),
  code_challenge_method: "S256",
  state,
});
// Keep codeVerifier and state with the browser's session and redirect to url. In the callback:
// const tokens = await client.authorizationCodeGrant(config, callbackUrl, { pkceCodeVerifier: codeVerifier, expectedState: state });`,
  };
}

export function authJs({ issuer, clientId, clientSecret = "", scopes }: ConnectFacts): ConnectSnippet {
  return {
    id: "auth-js",
    title: "Auth.js / next-auth",
    code: `providers: [
  {
    id: "portico",
    name: "Portico",
    type: "oidc",
    issuer: ${quoted(issuer)},
    clientId: ${quoted(clientId)},
    clientSecret: ${quoted(clientSecret)},
    authorization: { params: { scope: ${quoted(scopes.join(" "))} } },
    checks: ["pkce", "state", "nonce"],
  },
]`,
  };
}

export function oidcClientTs(facts: ConnectFacts): ConnectSnippet {
  return {
    id: "oidc-client-ts",
    title: "oidc-client-ts (browser)",
    code: `import { UserManager } from "oidc-client-ts";

const manager = new UserManager({
  authority: ${quoted(facts.issuer)},
  client_id: ${quoted(facts.clientId)},
  redirect_uri: ${quoted(facts.redirectUri)},
  scope: ${quoted(scopeOf(facts))},
});
await manager.signinRedirect();
// On the redirect address: const user = await manager.signinCallback();`,
  };
}

export function springSecurity(facts: ConnectFacts): ConnectSnippet {
  return {
    id: "spring",
    title: "Spring Security",
    code: `spring:
  security:
    oauth2:
      client:
        registration:
          portico:
            client-id: ${quoted(facts.clientId)}
            client-secret: ${quoted(facts.clientSecret ?? "")}
            scope: ${quoted(facts.scopes.join(","))}
            redirect-uri: ${quoted(facts.redirectUri)}
        provider:
          portico:
            issuer-uri: ${quoted(facts.issuer)}`,
  };
}

export function goOidc(facts: ConnectFacts): ConnectSnippet {
  return {
    id: "go",
    title: "Go (coreos/go-oidc, golang.org/x/oauth2)",
    code: `provider, err := oidc.NewProvider(ctx, ${quoted(facts.issuer)})
config := oauth2.Config{
	ClientID:     ${quoted(facts.clientId)},
	ClientSecret: ${quoted(facts.clientSecret ?? "")},
	Endpoint:     provider.Endpoint(),
	RedirectURL:  ${quoted(facts.redirectUri)},
	Scopes:       []string{${facts.scopes.map(quoted).join(", ")}},
}
verifier := oauth2.GenerateVerifier()
url := config.AuthCodeURL(state, oauth2.S256ChallengeOption(verifier))
// In the callback: token, err := config.Exchange(ctx, code, oauth2.VerifierOption(verifier))`,
  };
}

export function authlib(facts: ConnectFacts): ConnectSnippet {
  return {
    id: "authlib",
    title: "Authlib (Python)",
    code: `oauth.register(
    "portico",
    server_metadata_url=${quoted(`${facts.issuer}/.well-known/openid-configuration`)},
    client_id=${quoted(facts.clientId)},
    client_secret=${facts.clientSecret === undefined ? "None" : quoted(facts.clientSecret)},
    client_kwargs={"scope": ${quoted(scopeOf(facts))}, "code_challenge_method": "S256"},
)`,
  };
}
