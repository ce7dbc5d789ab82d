import { randomBytes } from "node:crypto";
import type Provider from "oidc-provider";
import { type AdapterPayload, type Configuration, errors } from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Settings } from "#server/config/settings.ts";
import { hashRecordId } from "./oidc-record-store.ts";
import { type ClaimedMetadata, decideRegistration } from "./registration-policy.ts";

const policyName = "unreviewed";

type RegistrationFeature = NonNullable<NonNullable<Configuration["features"]>["registration"]>;

/**
 * Dynamic registration, for whoever has one of the operator's initial access tokens; off without any.
 *
 * What was registered can't be changed or read again (RFC 7592 is off): an app registers anew.
 * Spec: RFC 7591 §3.
 */
export function registrationFeature(settings: Pick<Settings, "initialAccessTokenHashes">): RegistrationFeature {
  if (settings.initialAccessTokenHashes.length === 0) return { enabled: false };
  return {
    enabled: true,
    initialAccessToken: true,
    issueRegistrationAccessToken: false,
    idFactory: () => `app_${randomBytes(16).toString("base64url")}`,
    secretFactory: () => `ptc_cs_${randomBytes(32).toString("base64url")}`,
    policies: { [policyName]: (_ctx, properties) => applyPolicy(properties as ClaimedMetadata) },
  };
}

/** In place: the library takes what is left for the registration. */
function applyPolicy(properties: ClaimedMetadata): void {
  const decision = decideRegistration(properties);
  if (!decision.allowed) {
    throw decision.error === "invalid_redirect_uri"
      ? new errors.InvalidRedirectUri(decision.problem)
      : new errors.InvalidClientMetadata(decision.problem);
  }
  for (const field of Object.keys(properties)) delete properties[field];
  Object.assign(properties, decision.metadata);
}

/** The operator's initial access tokens, as the library's model of them. Known by their hashes only. */
export function findInitialAccessToken(hashes: readonly string[], id: string): AdapterPayload | undefined {
  return hashes.includes(hashRecordId(id))
    ? { kind: "InitialAccessToken", jti: id, iat: 0, policies: [policyName] }
    : undefined;
}

export function auditRegistrations(provider: Provider, audit: AuditLog): void {
  provider.on("registration_create.success", (_ctx, client) => {
    const hosts = (client.redirectUris ?? []).map((uri) => URL.parse(uri)?.host || URL.parse(uri)?.protocol || "");
    const details = { name: client.clientName ?? "", redirect_hosts: hosts };
    audit.record({ type: "client.registered", outcome: "success", clientId: client.clientId, details });
  });
  provider.on("registration_create.error", (_ctx, error) => {
    audit.record({ type: "client.registered", outcome: "failure", details: { error: error.message } });
  });
}
