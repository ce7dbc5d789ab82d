import { randomBytes } from "node:crypto";
import type Provider from "oidc-provider";
import { type AdapterPayload, type Configuration, errors, type KoaContextWithOIDC } from "oidc-provider";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import type { Settings } from "#server/config/settings.ts";
import { newOpenClientId, openPolicy } from "./open-registration.ts";
import { decideOpenRegistration } from "./open-registration-policy.ts";
import { type ClaimedMetadata, decideRegistration, type RegistrationDecision } from "./registration-policy.ts";

const policyName = "unreviewed";

type RegistrationFeatures = Pick<NonNullable<Configuration["features"]>, "registration" | "registrationManagement">;

/** Whether apps may register themselves at all, with a token or without. */
export function registers(settings: Pick<Settings, "initialAccessTokenHashes" | "openRegistration">): boolean {
  return settings.openRegistration || settings.initialAccessTokenHashes.length > 0;
}

/**
 * Dynamic registration, with one of the operator's initial access tokens or, where it is open, without. An app that came with one
 * manages its own registration with the token that it got for it, a new one after each update; what it says then is judged as at
 * first. An app that came without gets none: such tokens would be kept for ever, and assistants don't use them.
 *
 * Spec: RFC 7591 §3; RFC 7592 §2.
 */
export function registrationFeatures(
  settings: Pick<Settings, "initialAccessTokenHashes" | "openRegistration">,
): RegistrationFeatures {
  if (!registers(settings)) return {};
  return {
    registration: {
      enabled: true,
      initialAccessToken: true,
      issueRegistrationAccessToken: (ctx) => !cameWithoutToken(ctx),
      idFactory: (ctx) => (cameWithoutToken(ctx) ? newOpenClientId() : `app_${randomBytes(16).toString("base64url")}`),
      secretFactory: () => `ptc_cs_${randomBytes(32).toString("base64url")}`,
      policies: {
        [policyName]: (_ctx, properties) => applyPolicy(properties as ClaimedMetadata, decideRegistration),
        [openPolicy]: (_ctx, properties) => applyPolicy(properties as ClaimedMetadata, decideOpenRegistration),
      },
    },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: true },
  };
}

function cameWithoutToken({ oidc }: KoaContextWithOIDC): boolean {
  return oidc.entities.InitialAccessToken?.policies?.includes(openPolicy) ?? false;
}

/** In place: the library takes what is left for the registration. */
function applyPolicy(properties: ClaimedMetadata, decide: (claimed: ClaimedMetadata) => RegistrationDecision): void {
  const decision = decide(properties);
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

/** What the audit log says of a registration. */
export function registrationFacts({ name, redirectUris }: { name: string; redirectUris: readonly string[] }) {
  const hosts = redirectUris.map((uri) => URL.parse(uri)?.host || URL.parse(uri)?.protocol || "");
  return { name, redirect_hosts: hosts };
}

const audited = { create: "client.registered", update: "client.updated", delete: "client.deleted" } as const;

export function auditRegistrations(provider: Provider, audit: AuditLog): void {
  for (const act of ["create", "update", "delete"] as const) {
    const type = audited[act];
    const recordSuccess = (ctx: KoaContextWithOIDC, client: InstanceType<Provider["Client"]>) => {
      // Recorded when a person allows the app (open-clients.ts).
      if (cameWithoutToken(ctx)) return;
      const details = registrationFacts({ name: client.clientName ?? "", redirectUris: client.redirectUris ?? [] });
      audit.record({ type, outcome: "success", clientId: client.clientId, details });
    };
    const recordFailure = (ctx: KoaContextWithOIDC, error: Error) => {
      if (cameWithoutToken(ctx)) return;
      audit.record({ type, outcome: "failure", details: { error: error.message } });
    };
    // One overload for each event: a name made of parts fits none of them.
    provider.on(`registration_${act}.success` as "registration_create.success", recordSuccess);
    provider.on(`registration_${act}.error` as "registration_create.error", recordFailure);
  }
}
