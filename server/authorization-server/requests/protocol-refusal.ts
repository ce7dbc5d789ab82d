import { errors } from "oidc-provider";
import { AppError } from "#server/errors/app-error.ts";
import type { Refusal } from "#server/errors/refusal.ts";
import { errorPageCode } from "./error-page-code.ts";

/** A refused protocol request, as far as it was understood. */
export interface RefusedProtocolRequest {
  parameters: Readonly<Record<string, unknown>>;
  clientId: string | undefined;
  userId?: string | undefined;
  /** Of the client, for what would have passed. */
  registered?: RegisteredFacts | undefined;
}

export interface RegisteredFacts {
  redirectUris: readonly string[];
  grantTypes: readonly string[];
  scopes: readonly string[];
  resources: readonly string[];
}

interface Match {
  when: RegExp;
  rule: string;
  /** Member of the client's entry, or a setting of its own. */
  setting?: string;
  parameter?: string;
  needed?: keyof RegisteredFacts;
}

/** By the library's words for the error: `error`, description, and its detail that no answer has. The first that fits. */
const matches: readonly Match[] = [
  {
    when: /^invalid_redirect_uri|redirect_uri did not match/,
    rule: "oauth.redirect_uri",
    setting: "redirectUris",
    parameter: "redirect_uri",
    needed: "redirectUris",
  },
  {
    when: /post_logout_redirect_uri not registered/,
    rule: "oauth.post_logout_redirect_uri",
    setting: "postLogoutRedirectUris",
    parameter: "post_logout_redirect_uri",
  },
  {
    when: /client not found|^invalid_client client is invalid/,
    rule: "oauth.client",
    setting: "clients",
    parameter: "client_id",
  },
  {
    when: /authentication mechanism does not match/,
    rule: "oauth.client_authentication_method",
    setting: "tokenEndpointAuthMethod",
  },
  { when: /^invalid_client .*invalid secret/, rule: "oauth.client_secret", setting: "clientSecretHash" },
  { when: /^invalid_client .*certificate/, rule: "oauth.client_certificate", setting: "mutualTls" },
  { when: /^invalid_client/, rule: "oauth.client_authentication" },
  {
    when: /requires PKCE|code_challenge/,
    rule: "oauth.pkce",
    setting: "requirePkce",
    parameter: "code_challenge_method",
  },
  {
    when: /grant type is not allowed|(authorization_code|refresh_token|device_code) is not allowed|^unauthorized_client/,
    rule: "oauth.grant_type",
    setting: "grantTypes",
    parameter: "grant_type",
    needed: "grantTypes",
  },
  { when: /^unsupported_grant_type/, rule: "oauth.grant_type_unknown", parameter: "grant_type" },
  { when: /response_type/, rule: "oauth.response_type", parameter: "response_type" },
  { when: /response_mode/, rule: "oauth.response_mode", parameter: "response_mode" },
  {
    when: /^invalid_scope|scope must be requested/,
    rule: "oauth.scope",
    setting: "scopes",
    parameter: "scope",
    needed: "scopes",
  },
  { when: /^invalid_target/, rule: "oauth.resource", setting: "resources", parameter: "resource", needed: "resources" },
  { when: /already consumed|already used/, rule: "oauth.used_again" },
  { when: /^invalid_grant .*(expired|not found)/, rule: "oauth.grant_over" },
  { when: /client mismatch/, rule: "oauth.other_client" },
  { when: /code redirect_uri mismatch/, rule: "oauth.redirect_uri_changed", parameter: "redirect_uri" },
  { when: /account not found|account_disabled/, rule: "oauth.person_gone" },
  { when: /verifier/, rule: "oauth.pkce_verifier" },
  { when: /DPoP|jkt|x5t#S256/i, rule: "oauth.bound_token" },
  { when: /^invalid_grant/, rule: "oauth.grant" },
  { when: /^login_required/, rule: "oauth.login_required", parameter: "prompt" },
  { when: /^(consent|interaction|account_selection)_required/, rule: "oauth.question_required", parameter: "prompt" },
  { when: /^access_denied/, rule: "oauth.denied" },
  { when: /^invalid_token/, rule: "oauth.token" },
  { when: /^insufficient_scope/, rule: "oauth.token_scope", parameter: "scope" },
  { when: /^(unmet_authentication_requirements)/, rule: "oauth.acr", setting: "acrValues", parameter: "acr_values" },
];

const ownSettings = new Set(["clients", "acrValues", "mutualTls"]);

/**
 * The library's refusal with the rule and the setting behind it. Pure. `undefined` for what isn't the library's.
 *
 * Of the request only values that are public by their parameter's meaning are kept: never a code, a token, a verifier or a secret.
 */
export function protocolRefusal(error: Error, request: RefusedProtocolRequest): AppError | undefined {
  if (error instanceof AppError) return error;
  if (!(error instanceof errors.OIDCProviderError)) return undefined;
  const detail = withoutValues(wordsOf(error), request.parameters);
  const found = matches.find(({ when }) => when.test(detail));
  return new AppError(errorPageCode(error), {
    detail,
    refusal: found ? refusalOf(found, request) : { rule: `oauth.${error.error}` },
    about: { clientId: request.clientId, userId: request.userId },
  });
}

function refusalOf({ rule, setting, parameter, needed }: Match, request: RefusedProtocolRequest): Refusal {
  const { clientId, parameters, registered } = request;
  const ofClient = clientId === undefined ? undefined : `clients[${clientId}].${setting}`;
  return {
    rule,
    setting: setting === undefined ? undefined : ownSettings.has(setting) ? setting : ofClient,
    needed: needed && registered?.[needed],
    had: parameter === undefined ? undefined : plainValue(parameter, parameters[parameter]),
  };
}

function wordsOf(error: InstanceType<typeof errors.OIDCProviderError>): string {
  return [error.error, error.error_description, error.error_detail].filter(Boolean).join(" · ").replace(" · ", " ");
}

/** A redirect address without its query, which an app may fill with anything. */
function plainValue(parameter: string, value: unknown): string | undefined {
  if (typeof value !== "string") return undefined;
  return parameter.endsWith("_uri") ? value.split(/[?#]/, 1)[0]?.slice(0, 300) : value.slice(0, 300);
}

const secretParameters = [
  "code",
  "refresh_token",
  "code_verifier",
  "client_secret",
  "client_assertion",
  "token",
  "subject_token",
  "actor_token",
  "device_code",
  "request",
  "id_token_hint",
  "assertion",
];

/** The library's words never repeat a secret today; should an update do so, the value is taken out. */
function withoutValues(text: string, parameters: Readonly<Record<string, unknown>>): string {
  return secretParameters
    .map((name) => parameters[name])
    .filter((value) => typeof value === "string" && value.length > 7)
    .reduce<string>((words, value) => words.replaceAll(String(value), "…"), text)
    .slice(0, 400);
}
