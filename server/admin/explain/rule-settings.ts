import type { StoredRefusal } from "#server/audit/refusals/refusal-store.ts";

/** Settings behind rules whose errors don't say one: `{provider}`, `{client}` and `{api}` are what the refusal was about. */
const settings: Readonly<Record<string, string>> = {
  origin_refused: "frontendOrigins",
  frontend_on_other_site: "frontendOrigins",
  passed_on_from_elsewhere: "frontendOrigins",
  forward_host_unknown: "forwardAuth.origins",
  method_not_allowed: "apis.{api}.methods",
  scope_required: "apis.{api}.scopes",
  provider_connection_required: "apis.{api}.token",
  reauthentication_required: "apis.{api}.token",
  upstream_unreachable: "apis.{api}.target",
  upstream_timeout: "apis.{api}.firstByteTimeoutSeconds",
  request_too_large: "apis.{api}.maxRequestBytes",
  client_unknown: "clients",
  admin_not_allowed: "roles",
  provider_disabled: "providers[{provider}]",
  provider_misconfigured: "providers[{provider}]",
  provider_unreachable: "providers[{provider}].issuer",
  provider_rejected: "providers[{provider}].issuer",
  "provider.client": "providers[{provider}].clientSecret",
  "provider.scopes": "providers[{provider}].scopes",
  "provider.issuer": "providers[{provider}].issuer",
  "provider.host_name": "providers[{provider}].issuer",
  "provider.certificate_name": "providers[{provider}].issuer",
  "provider.private_network": "providers[{provider}].allowPrivateNetwork",
};

/** The path of the setting behind a refusal; `undefined` when no setting decides, or it isn't known of what. */
export function settingOf({ code, providerId, clientId, path, facts }: StoredRefusal): string | undefined {
  if (facts.setting !== undefined) return facts.setting;
  const template = settings[facts.rule ?? code] ?? settings[code];
  const names = { provider: providerId, client: clientId, api: apiOf(path) };
  const filled = template?.replaceAll(/\{(provider|client|api)\}/g, (_, name: keyof typeof names) => names[name] ?? "");
  return filled === undefined || /\[\]|\.\.|^\w+\.$/.test(filled) ? undefined : filled;
}

/** The API that a call was for. */
export function apiOf(path: string | null | undefined): string | undefined {
  return /^\/bff\/api\/([^/]+)/.exec(path ?? "")?.[1];
}
