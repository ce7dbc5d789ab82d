export interface ProviderEndpoint {
  url?: string;
  params?: Record<string, string>;
  request?: (context: { tokens: { access_token?: string } }) => Promise<unknown>;
}

/** Where a provider is and how it is spoken to, as plain data: what Auth.js calls a provider. */
export interface ProviderDefinition {
  id: string;
  name: string;
  type: "oidc" | "oauth";
  issuer?: string;
  authorization?: string | ProviderEndpoint;
  token?: string | ProviderEndpoint;
  userinfo?: string | ProviderEndpoint;
  checks?: string[];
  client?: { token_endpoint_auth_method?: string; [name: string]: unknown };
  clientId: string;
  clientSecret?: string;
  profile?: (profile: Record<string, unknown>, tokens: unknown) => unknown;
  /** The rest of an Auth.js built-in, which passes through untouched. */
  [setting: string]: unknown;
}

export function endpointUrl(endpoint: string | ProviderEndpoint | undefined): string | undefined {
  return typeof endpoint === "string" ? endpoint : endpoint?.url;
}
