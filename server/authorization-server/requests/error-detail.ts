import { errors } from "oidc-provider";

/** What the error page shows to an app's developers about a refused request. */
export interface ErrorDetail {
  endpoint: string;
  /** The protocol's word for it: `invalid_request`. */
  error: string;
  description: string | undefined;
  /** The request's parameters that it is about. */
  parameters: readonly string[];
  /** Only of a client that is registered: another one's name is whatever a stranger wrote. */
  clientId: string | undefined;
}

/** Parameters of our pages' requests: authorization (RFC 6749, 7636, 8707, 9126; OIDC Core) and logout. */
const parameterNames = [
  ...["client_id", "redirect_uri", "response_type", "response_mode", "scope", "state", "nonce", "prompt", "max_age"],
  ...["code_challenge", "code_challenge_method", "resource", "request", "request_uri", "registration", "claims"],
  ...["dpop_jkt", "acr_values", "login_hint", "ui_locales", "display"],
  ...["id_token_hint", "post_logout_redirect_uri"],
];

/** Of the configured and the registered; a client that is known by the URL of its document may have a whole text as its name. */
const plainName = /^[\w.-]{1,64}$/;

/**
 * What the error page may show to developers. `undefined` when the failure is ours: what went wrong here is in the log,
 * not in a page.
 *
 * Pure. Nothing of it is what the request said: a stranger who writes the request must not get to write the page. And
 * nothing of what is registered: the developers can compare with their registration, and strangers learn nothing.
 */
export function errorDetail(
  error: Error,
  request: { endpoint: string; parameters: Readonly<Record<string, unknown>>; clientId: string | undefined },
): ErrorDetail | undefined {
  if (!(error instanceof errors.OIDCProviderError) || !error.expose) return undefined;
  const description = withoutQuotes(error.error_description, request.parameters);
  return {
    endpoint: request.endpoint,
    error: error.error,
    description,
    parameters: parametersOf(error, description),
    clientId: plainName.test(request.clientId ?? "") ? request.clientId : undefined,
  };
}

function parametersOf(error: Error, description = ""): string[] {
  if (error instanceof errors.InvalidRedirectUri) return ["redirect_uri"];
  if (error instanceof errors.InvalidClient) return ["client_id"];
  const words = new Set(description.match(/\w+/g));
  return parameterNames.filter((name) => words.has(name));
}

/** The library describes in words of its own today; should it ever repeat a value of the request, its text is left out. */
function withoutQuotes(text: string | undefined, parameters: Readonly<Record<string, unknown>>): string | undefined {
  const said = Object.values(parameters)
    .flat()
    .filter((value) => typeof value === "string");
  const repeated = said.some((value) => value.length > 10 && text?.includes(value));
  return repeated ? undefined : text?.slice(0, 300);
}
