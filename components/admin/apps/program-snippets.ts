import { type ConnectFacts, type ConnectSnippet, quoted, scopeOf, shellQuoted } from "./connect-facts.ts";

function tokenCall(facts: ConnectFacts, parameters: readonly string[]): string {
  const lines = [`curl ${facts.issuer}/oauth2/token`];
  if (facts.clientSecret !== undefined) lines.push(`  -u ${shellQuoted(`${facts.clientId}:${facts.clientSecret}`)}`);
  return [...lines, ...parameters.map((parameter) => `  -d ${shellQuoted(parameter)}`)].join(" \\\n");
}

export function curlService(facts: ConnectFacts): ConnectSnippet {
  const scope = facts.scopes.length > 0 ? [`scope=${scopeOf(facts)}`] : [];
  const resource = facts.resource === undefined ? [] : [`resource=${facts.resource}`];
  return {
    id: "curl",
    title: "curl",
    code: tokenCall(facts, ["grant_type=client_credentials", ...scope, ...resource]),
  };
}

export function curlDevice(facts: ConnectFacts): ConnectSnippet {
  const id = `client_id=${facts.clientId}`;
  return {
    id: "curl",
    title: "curl",
    code: `curl ${facts.issuer}/oauth2/device_authorization \\
  -d ${shellQuoted(id)} \\
  -d ${shellQuoted(`scope=${scopeOf(facts)}`)}
# Show user_code and verification_uri, then ask every 5 seconds:
${tokenCall(facts, [id, "grant_type=urn:ietf:params:oauth:grant-type:device_code", "device_code=…"])}`,
  };
}

export function curlIntrospect(facts: ConnectFacts): ConnectSnippet {
  return {
    id: "curl",
    title: "curl",
    code: `curl ${facts.issuer}/oauth2/introspect \\
  -u ${shellQuoted(`${facts.clientId}:${facts.clientSecret ?? ""}`)} \\
  -d 'token=…'`,
  };
}

export function springResourceServer(facts: ConnectFacts): ConnectSnippet {
  return {
    id: "spring",
    title: "Spring Security",
    code: `spring:
  security:
    oauth2:
      resourceserver:
        opaquetoken:
          introspection-uri: ${quoted(`${facts.issuer}/oauth2/introspect`)}
          client-id: ${quoted(facts.clientId)}
          client-secret: ${quoted(facts.clientSecret ?? "")}`,
  };
}

export function goService(facts: ConnectFacts): ConnectSnippet {
  return {
    id: "go",
    title: "Go (golang.org/x/oauth2/clientcredentials)",
    code: `config := clientcredentials.Config{
	ClientID:     ${quoted(facts.clientId)},
	ClientSecret: ${quoted(facts.clientSecret ?? "")},
	TokenURL:     ${quoted(`${facts.issuer}/oauth2/token`)},
	Scopes:       []string{${facts.scopes.map(quoted).join(", ")}},
}
client := config.Client(ctx)`,
  };
}

export function authlibService(facts: ConnectFacts): ConnectSnippet {
  return {
    id: "authlib",
    title: "Authlib (Python)",
    code: `client = OAuth2Session(${quoted(facts.clientId)}, ${quoted(facts.clientSecret ?? "")}, scope=${quoted(scopeOf(facts))})
token = client.fetch_token(${quoted(`${facts.issuer}/oauth2/token`)}, grant_type="client_credentials")`,
  };
}
