import type Provider from "oidc-provider";
import type { ResourcePolicy } from "#server/authorization-server/clients/resource-policy.ts";
import type { ConsentChange } from "#server/authorization-server/grants/grant-payload.ts";
import { isRefusable, isStandardScope } from "#server/claims/standard-scopes.ts";
import { claimsOfScope } from "#server/claims/told-claims.ts";
import { newPlaceReason } from "./new-place-check.ts";

export type Interaction = InstanceType<Provider["Interaction"]>;

/** What an app asks for in one interaction, and how much of it is new. */
export interface ConsentRequest {
  clientId: string;
  openidScopes: readonly string[];
  resourceScopes: Readonly<Record<string, readonly string[]>>;
  /** Single claims asked for by the `claims` parameter (OIDC Core §5.5). */
  claims: readonly string[];
}

/** The scopes whose words on the consent page describe claims that a person may refuse. */
const refusable = Object.entries(claimsOfScope).filter(([scope]) => isRefusable(scope));
const refusableClaims = new Set(refusable.flatMap(([, claims]) => claims));

/** Everything that the request asks for; `claimScopes` are the operator's that release claims. */
export function requestedBy(
  params: Readonly<Record<string, unknown>>,
  resources: ResourcePolicy,
  claimScopes: readonly string[],
): ConsentRequest {
  const clientId = String(params["client_id"]);
  const asked = words(params["scope"]);
  const identifiers = [params["resource"] ?? []].flat().map(String);
  return {
    clientId,
    openidScopes: asked.filter((name) => isStandardScope(name) || claimScopes.includes(name)),
    resourceScopes: Object.fromEntries(
      identifiers.map((identifier) => [
        identifier,
        resources.scopesFor(clientId, identifier).filter((scope) => asked.includes(scope)),
      ]),
    ),
    claims: claimNames(params["claims"]),
  };
}

const wholeQuestion = ["consent_prompt", "native_client_prompt", newPlaceReason];

/**
 * What has to be asked: only what is new, unless the app (prompt=consent) or the kind of app (native: any program could
 * pose as it, RFC 8252 §8.6) wants the whole question again, or the answer goes to another place.
 */
export function questionOf(interaction: Interaction, requested: ConsentRequest): ConsentRequest {
  const { reasons, details } = interaction.prompt;
  if (wholeQuestion.some((reason) => reasons.includes(reason))) return requested;
  return {
    clientId: requested.clientId,
    openidScopes: strings(details["missingOIDCScope"]),
    resourceScopes: Object.fromEntries(
      Object.entries(details["missingResourceScopes"] ?? {}).map(([identifier, scopes]) => [
        identifier,
        strings(scopes),
      ]),
    ),
    claims: strings(details["missingOIDCClaims"]),
  };
}

/** The scopes whose words the page shows for single claims. */
export function scopesBehindClaims(claims: readonly string[]): string[] {
  return refusable.filter(([, names]) => names.some((name) => claims.includes(name))).map(([scope]) => scope);
}

/** The answer: required scopes are given by allowing at all, optional ones by their tick. */
export function consentChange(
  question: ConsentRequest,
  optionalScopes: readonly string[],
  ticked: readonly string[],
): ConsentChange {
  const given = (scope: string) => !optionalScopes.includes(scope) || ticked.includes(scope);
  const split = (scopes: readonly string[]) => ({
    yes: scopes.filter(given),
    no: scopes.filter((scope) => !given(scope)),
  });
  const openid = split(question.openidScopes);
  const refusedClaims = refusable.filter(([scope]) => !given(scope)).flatMap(([, names]) => names);
  const resources = Object.entries(question.resourceScopes).map(([id, scopes]) => [id, split(scopes)] as const);
  return {
    openidScopes: openid.yes,
    claims: question.claims.filter((claim) => !refusedClaims.includes(claim)),
    resourceScopes: Object.fromEntries(resources.map(([id, { yes }]) => [id, yes])),
    rejected: {
      openidScopes: openid.no,
      claims: question.claims.filter((claim) => refusedClaims.includes(claim)),
      resourceScopes: Object.fromEntries(resources.map(([id, { no }]) => [id, no])),
    },
  };
}

function claimNames(parameter: unknown): string[] {
  if (typeof parameter !== "string") return [];
  const parsed = JSON.parse(parameter) as { userinfo?: object; id_token?: object };
  const names = [parsed.userinfo, parsed.id_token].flatMap((part) => Object.keys(part ?? {}));
  return [...new Set(names)].filter((name) => refusableClaims.has(name));
}

function words(text: unknown): string[] {
  return typeof text === "string" ? text.split(" ").filter(Boolean) : [];
}

function strings(value: unknown): string[] {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
}
