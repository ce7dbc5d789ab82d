import { attributesSpec, providerAllowSpecs } from "../entries/allow-specs.ts";
import type { FieldSpec } from "../entries/field-spec.ts";

/** What the form depends on, of a kind that the portal knows by name. */
export interface KindOfForm {
  speaksOpenId: boolean;
  /** Set where the issuer names one of many tenants. */
  issuerNeeded: object | undefined;
  /** The rules of `allow`, besides groups, that it can answer. */
  allowRules: readonly ("tenants" | "hostedDomain" | "organizations" | "teams")[];
}

/**
 * The fields of a provider's form, by its kind.
 *
 * @param kind `other` for one that is typed in.
 */
export function providerSpecs(kind: string | undefined, known: KindOfForm | undefined): FieldSpec[] {
  const openId = known?.speaksOpenId ?? true;
  const ofTenant = known?.issuerNeeded !== undefined;
  return [
    {
      path: "id",
      label: "admin.providers.id",
      hint: "admin.providers.id_hint",
      kind: "text",
      placeholder: "corp",
      required: true,
    },
    { path: "name", label: "admin.apps.name", hint: "admin.providers.name_hint", kind: "text" },
    ...(kind === undefined || kind === "other"
      ? [{ path: "kind", label: "admin.providers.kind", hint: "admin.providers.kind_hint", kind: "text" } as const]
      : []),
    ...(known === undefined || ofTenant ? [issuer(kind, ofTenant)] : []),
    {
      path: "clientId",
      label: "admin.apps.client_id",
      hint: "admin.providers.client_id_hint",
      kind: "text",
      required: true,
    },
    {
      path: "clientSecret",
      label: "admin.apps.client_secret",
      hint: "admin.providers.client_secret_hint",
      kind: "secret",
    },
    ...(!openId
      ? [
          {
            path: "baseUrl",
            label: "admin.providers.base_url",
            hint: "admin.providers.base_url_hint",
            kind: "text",
            detail: true,
          } as const,
        ]
      : []),
    ...(openId
      ? [
          {
            path: "groupsClaim",
            label: "admin.providers.groups_claim",
            hint: "admin.providers.groups_claim_hint",
            kind: "text",
            placeholder: "groups",
            detail: true,
          } as const,
        ]
      : []),
    ...providerAllowSpecs(kind, known),
    attributesSpec,
    {
      path: "scopes",
      label: "admin.providers.scopes",
      hint: "admin.providers.scopes_hint",
      kind: "lines",
      detail: true,
    },
    {
      path: "linkVerifiedEmail",
      label: "admin.providers.link_email",
      hint: "admin.providers.link_email_hint",
      kind: "flag",
      detail: true,
    },
    {
      path: "allowPrivateNetwork",
      label: "admin.providers.private_network",
      hint: "admin.providers.private_network_hint",
      kind: "flag",
      detail: true,
    },
    {
      path: "apiBaseUrl",
      label: "admin.providers.api_base_url",
      hint: "admin.providers.api_base_url_hint",
      kind: "text",
      detail: true,
    },
  ];
}

/** Of a new provider alone: it is no member of the entry. */
export const testFirstSpec: FieldSpec = {
  path: "testFirst",
  label: "admin.providers.test_first",
  hint: "admin.providers.test_first_hint",
  kind: "flag",
};

function issuer(kind: string | undefined, ofTenant: boolean): FieldSpec {
  return {
    path: "issuer",
    label: "admin.apps.issuer",
    hint: ofTenant ? "admin.providers.issuer_hint_entra" : "admin.providers.issuer_hint",
    kind: "text",
    placeholder: ofTenant
      ? "https://login.microsoftonline.com/<tenant id>/v2.0"
      : "https://sso.example.com/realms/staff",
    ...(ofTenant || kind === "oidc" ? { required: true } : {}),
  };
}
