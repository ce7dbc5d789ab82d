import { randomBytes } from "node:crypto";
import type Provider from "oidc-provider";
import { type AdapterPayload, type Configuration, errors } from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Settings } from "#server/config/settings.ts";
import { hashRecordId } from "./oidc-record-store.ts";
import { type ClaimedMetadata, decideRegistration } from "./registration-policy.ts";

const policyName = "unreviewed";

type RegistrationFeatures = Pick<NonNullable<Configuration["features"]>, "registration" | "registrationManagement">;

/**
 * Dynamic registration, for whoever has one of the operator's initial access tokens; off without any. An app manages its own
 * registration with the token that it got for it, a new one after each update; what it says then is judged as at first.
 *
 * Spec: RFC 7591 §3; RFC 7592 §2.
 */
export function registrationFeatures(settings: Pick<Settings, "initialAccessTokenHashes">): RegistrationFeatures {
  if (settings.initialAccessTokenHashes.length === 0) return {};
  return {
    registration: {
      enabled: true,
      initialAccessToken: true,
      issueRegistrationAccessToken: true,
      idFactory: () => `app_${randomBytes(16).toString("base64url")}`,
      secretFactory: () => `ptc_cs_${randomBytes(32).toString("base64url")}`,
      policies: { [policyName]: (_ctx, properties) => applyPolicy(properties as ClaimedMetadata) },
    },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
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

const audited = { create: "client.registered", update: "client.updated", delete: "client.deleted" } as const;

export function auditRegistrations(provider: Provider, audit: AuditLog): void {
  for (const act of ["create", "update", "delete"] as const) {
    const type = audited[act];
    const recordSuccess = (_ctx: unknown, client: InstanceType<Provider["Client"]>) => {
      const hosts = (client.redirectUris ?? []).map((uri) => URL.parse(uri)?.host || URL.parse(uri)?.protocol || "");
      const details = { name: client.clientName ?? "", redirect_hosts: hosts };
      audit.record({ type, outcome: "success", clientId: client.clientId, details });
    };
    const recordFailure = (_ctx: unknown, error: Error) => {
      audit.record({ type, outcome: "failure", details: { error: error.message } });
    };
    // One overload for each event: a name made of parts fits none of them.
    provider.on(`registration_${act}.success` as "registration_create.success", recordSuccess);
    provider.on(`registration_${act}.error` as "registration_create.error", recordFailure);
  }
}
