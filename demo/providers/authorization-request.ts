import type { Realm } from "./realm.ts";

export interface AuthorizationRequest {
  params: URLSearchParams;
  redirectUri: string;
  state: string | undefined;
  nonce: string | undefined;
  scopes: readonly string[];
  prompts: readonly string[];
  codeChallenge: string;
  maxAgeSeconds: number | undefined;
  hint: string | undefined;
}

export type CheckedRequest =
  | { kind: "valid"; request: AuthorizationRequest }
  /** Nowhere to send the browser that could be trusted: the person reads it (RFC 6749 §4.1.2.1). */
  | { kind: "page"; problem: string }
  | { kind: "redirect"; redirectUri: string; state: string | undefined; error: string; description: string };

/**
 * Stricter than the real ones in one thing: PKCE with S256 is demanded, so that a client that forgets it is noticed here.
 *
 * Spec: RFC 6749 §4.1.1; RFC 7636 §4.3.
 */
export function checkAuthorizationRequest(realm: Realm, params: URLSearchParams): CheckedRequest {
  const { client, state: provider } = realm.context;
  const repeated = [...new Set(params.keys())].find((name) => params.getAll(name).length > 1);
  if (repeated) return { kind: "page", problem: `The parameter ${repeated} stands more than once.` };
  if (params.get("client_id") !== client.clientId) {
    return { kind: "page", problem: "No app is registered with this client_id." };
  }
  const redirectUri = params.get("redirect_uri");
  if (redirectUri === null || (redirectUri !== client.redirectUri && !provider.extraRedirectUris.has(redirectUri))) {
    return { kind: "page", problem: "The redirect_uri is not one that this app registered." };
  }
  const state = params.get("state") ?? undefined;
  const mistake = firstMistake(realm, params);
  if (mistake) return { kind: "redirect", redirectUri, state, ...mistake };
  const maxAge = params.get("max_age");
  return {
    kind: "valid",
    request: {
      params,
      redirectUri,
      state,
      nonce: params.get("nonce") ?? undefined,
      scopes: realm.dialect.parseScope(params.get("scope") ?? ""),
      prompts: (params.get("prompt") ?? "").split(" ").filter(Boolean),
      codeChallenge: params.get("code_challenge") ?? "",
      maxAgeSeconds: maxAge === null ? undefined : Number(maxAge),
      hint: params.get(realm.dialect.hintParameter) ?? undefined,
    },
  };
}

function firstMistake({ dialect }: Realm, params: URLSearchParams): { error: string; description: string } | undefined {
  const invalid = (description: string) => ({ error: "invalid_request", description });
  // GitHub takes a missing response_type for code.
  if ((params.get("response_type") ?? (dialect.isOpenId ? null : "code")) !== "code") {
    return { error: "unsupported_response_type", description: "Only response_type=code is supported." };
  }
  if ((params.get("response_mode") ?? "query") !== "query") return invalid("Only response_mode=query is supported.");
  if (params.get("code_challenge_method") !== "S256")
    return invalid("PKCE with code_challenge_method=S256 is required.");
  if (!/^[\w-]{43}$/.test(params.get("code_challenge") ?? "")) return invalid("code_challenge is no SHA-256.");
  if (dialect.isOpenId && !dialect.parseScope(params.get("scope") ?? "").includes("openid")) {
    return { error: "invalid_scope", description: "The scope openid is missing." };
  }
  if (!/^\d{1,9}$/.test(params.get("max_age") ?? "0")) return invalid("max_age is no number of seconds.");
  const prompts = (params.get("prompt") ?? "").split(" ").filter(Boolean);
  const unknown = prompts.find((prompt) => dialect.prompts && !dialect.prompts.includes(prompt));
  if (unknown) return invalid(`Invalid parameter value for prompt: ${unknown}`);
  if (prompts.includes("none") && prompts.length > 1) return invalid("prompt=none stands alone.");
  return undefined;
}
