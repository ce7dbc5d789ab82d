import { claimsSpec, targetAllowSpecs } from "../entries/allow-specs.ts";
import type { FieldOption, FieldSpec } from "../entries/field-spec.ts";
import { type AppType, isForPeople } from "./app-type.ts";

/** What can be chosen: the scopes and APIs that the portal knows. */
export interface ClientChoices {
  scopes: readonly FieldOption[];
  resources: readonly FieldOption[];
}

const comesBack: ReadonlySet<AppType> = new Set(["web", "spa", "native"]);

/** The fields of a client's form: what its type needs first, the rest as details. */
export function clientSpecs(type: AppType, choices: ClientChoices): FieldSpec[] {
  const people = isForPeople(type);
  return [
    {
      path: "name",
      label: "admin.apps.name",
      hint: people ? "admin.apps.name_hint" : "admin.apps.name_hint_service",
      kind: "text",
      required: true,
    },
    {
      path: "clientId",
      label: "admin.apps.client_id",
      hint: "admin.apps.client_id_hint",
      kind: "text",
      placeholder: "my-app",
    },
    ...(comesBack.has(type) ? [redirectUris(type)] : []),
    ...(type === "api"
      ? [
          {
            path: "introspects",
            label: "admin.apps.introspects",
            hint: "admin.apps.introspects_hint",
            kind: "several",
            options: choices.resources,
          } as const,
        ]
      : []),
    {
      path: "scopes",
      label: "admin.apps.scopes",
      hint: people ? "admin.apps.scopes_hint" : "admin.apps.scopes_hint_service",
      kind: "several",
      options: choices.scopes,
    },
    ...(choices.resources.length > 0
      ? [
          {
            path: "resources",
            label: "admin.apps.resources",
            hint: "admin.apps.resources_hint",
            kind: "several",
            options: choices.resources,
          } as const,
        ]
      : []),
    ...(people ? [...targetAllowSpecs, claimsSpec] : []),
    ...(people ? presentation : []),
    ...(comesBack.has(type) ? signOut : []),
    ...(people ? consent(choices) : []),
    ...protocol(type, choices),
  ];
}

function redirectUris(type: AppType): FieldSpec {
  const native = type === "native";
  return {
    path: "redirectUris",
    label: "admin.apps.redirect_uris",
    hint: native ? "admin.apps.redirect_uris_hint_native" : "admin.apps.redirect_uris_hint",
    kind: "lines",
    placeholder: native ? "http://127.0.0.1/callback" : "https://app.example.com/callback",
  };
}

const presentation: FieldSpec[] = [
  { path: "clientUri", label: "admin.apps.client_uri", kind: "text", detail: true },
  { path: "logoUri", label: "admin.apps.logo_uri", kind: "text", detail: true },
  { path: "termsUri", label: "admin.apps.terms_uri", kind: "text", detail: true },
  { path: "policyUri", label: "admin.apps.policy_uri", kind: "text", detail: true },
  {
    path: "firstParty",
    label: "admin.apps.first_party",
    hint: "admin.apps.first_party_hint",
    kind: "flag",
    detail: true,
  },
  { path: "reviewed", label: "admin.apps.reviewed", hint: "admin.apps.reviewed_hint", kind: "flag", detail: true },
];

const signOut: FieldSpec[] = [
  {
    path: "postLogoutRedirectUris",
    label: "admin.apps.post_logout",
    hint: "admin.apps.post_logout_hint",
    kind: "lines",
    detail: true,
  },
  {
    path: "backchannelLogoutUri",
    label: "admin.apps.backchannel_logout",
    hint: "admin.apps.backchannel_logout_hint",
    kind: "text",
    detail: true,
  },
  { path: "frontchannelLogoutUri", label: "admin.apps.frontchannel_logout", kind: "text", detail: true },
];

function consent({ scopes }: ClientChoices): FieldSpec[] {
  return [
    {
      path: "optionalScopes",
      label: "admin.apps.optional_scopes",
      hint: "admin.apps.optional_scopes_hint",
      kind: "several",
      options: scopes,
      detail: true,
    },
  ];
}

function protocol(type: AppType, { scopes }: ClientChoices): FieldSpec[] {
  const algorithms = ["RS256", "ES256", "EdDSA"].map((value) => ({ value, label: value }));
  const people: FieldSpec[] = [
    {
      path: "idTokenAlgorithm",
      label: "admin.apps.id_token_algorithm",
      hint: "admin.apps.id_token_algorithm_hint",
      kind: "choice",
      options: algorithms,
      detail: true,
    },
    {
      path: "claimsInIdToken",
      label: "admin.apps.claims_in_id_token",
      hint: "admin.apps.claims_in_id_token_hint",
      kind: "flag",
      detail: true,
    },
    { path: "signedUserinfo", label: "admin.apps.signed_userinfo", kind: "flag", detail: true },
    {
      path: "apiTokenFirst",
      label: "admin.apps.api_token_first",
      hint: "admin.apps.api_token_first_hint",
      kind: "flag",
      detail: true,
    },
  ];
  const web: FieldSpec[] = [
    {
      path: "requirePkce",
      label: "admin.apps.require_pkce",
      hint: "admin.apps.require_pkce_hint",
      kind: "flag",
      defaultOn: true,
      detail: true,
    },
    {
      path: "requirePushedAuthorizationRequests",
      label: "admin.apps.require_par",
      hint: "admin.apps.require_par_hint",
      kind: "flag",
      detail: true,
    },
  ];
  const exchange: FieldSpec = {
    path: "exchangeScopes",
    label: "admin.apps.exchange_scopes",
    hint: "admin.apps.exchange_scopes_hint",
    kind: "several",
    options: scopes,
    detail: true,
  };
  return [
    ...(isForPeople(type) ? people : []),
    ...(type === "web" ? web : []),
    ...(type === "api" ? [exchange] : []),
    ...(type === "spa" || type === "native" || type === "device"
      ? []
      : [
          {
            path: "jwksUri",
            label: "admin.apps.jwks_uri",
            hint: "admin.apps.jwks_uri_hint",
            kind: "text",
            detail: true,
          } as const,
        ]),
    {
      path: "requireDpop",
      label: "admin.apps.require_dpop",
      hint: "admin.apps.require_dpop_hint",
      kind: "flag",
      detail: true,
    },
  ];
}
