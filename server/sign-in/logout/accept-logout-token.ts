import { decodeJwt, type JWTPayload, jwtVerify } from "jose";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { AppError } from "#server/errors/app-error.ts";
import { isCleanText } from "#server/http/clean-text.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { Provider } from "#server/sign-in/providers/provider.ts";
import type { ProviderRegistry } from "#server/sign-in/providers/provider-registry.ts";
import { acceptedAlgorithms } from "#server/sign-in/providers/verify-id-token.ts";
import type { LogoutTokenStore } from "./logout-token-store.ts";

export interface AcceptLogoutTokenDeps {
  registry: Pick<ProviderRegistry, "list">;
  vault: Pick<SessionVault, "endByUpstream">;
  store: LogoutTokenStore;
  audit: AuditLog;
  nowSeconds: () => number;
}

/** How old a logout token may be, and how long its jti is remembered. */
const maxAgeSeconds = 300;
const clockToleranceSeconds = 60;
const event = "http://schemas.openid.net/event/backchannel-logout";

/**
 * Verifies a provider's logout token and ends the sessions that it names.
 *
 * Shape:  the compact JWT → how many sessions ended. Sessions that it names but that are over already are no error.
 * Errors: request_invalid (400) for everything that doesn't hold; provider_unreachable when the keys can't be had.
 * Races:  a `jti` counts once, by a unique row, in whichever process it arrives.
 * Spec:   OpenID Connect Back-Channel Logout 1.0 §2.4, §2.6.
 */
export function createAcceptLogoutToken(deps: AcceptLogoutTokenDeps): (logoutToken: string) => Promise<number> {
  const { registry, vault, store, audit, nowSeconds } = deps;

  async function verify(
    logoutToken: string,
  ): Promise<{ provider: Provider; claims: JWTPayload; sameClient: string[] }> {
    const providers = await registry.list();
    const provider = issuedBy(providers, logoutToken);
    const metadata = await provider.metadata();
    try {
      const { payload, protectedHeader } = await jwtVerify(logoutToken, provider.keys, {
        issuer: metadata.issuer,
        audience: provider.settings.clientId,
        algorithms: acceptedAlgorithms(metadata),
        requiredClaims: ["iat", "jti"],
        clockTolerance: clockToleranceSeconds,
        maxTokenAge: maxAgeSeconds,
        currentDate: new Date(nowSeconds() * 1000),
      });
      // §2.4: `typ` should be logout+jwt; many providers still send JWT or nothing. An access token is never one.
      const typ = protectedHeader.typ?.toLowerCase().replace(/^application\//, "");
      if (typ !== undefined && typ !== "logout+jwt" && typ !== "jwt") throw refused("typ");
      return { provider, claims: payload, sameClient: idsOfSameClient(providers, provider) };
    } catch (error) {
      if (error instanceof AppError) throw error;
      throw refused(error instanceof Error ? error.message : "verification failed", error);
    }
  }

  return async (logoutToken) => {
    const { provider, claims, sameClient } = await verify(logoutToken);
    const match = logoutTarget(claims, provider.dialect.subjectClaim !== "sub");
    if (!(await store.remember(claims.iss ?? "", String(claims.jti), nowSeconds() + 2 * maxAgeSeconds))) {
      throw refused("jti was used before");
    }
    const ended = await vault.endByUpstream({ issuer: claims.iss ?? "", providerIds: sameClient, ...match });
    audit.record({
      type: "logout.backchannel_received",
      outcome: "success",
      providerId: provider.settings.id,
      details: { sessions: ended },
    });
    return ended;
  };
}

/**
 * §2.6: which sessions. `nonce` would make it an ID token; without `sub` and `sid` it names no session.
 * Where `sub` is not the claim that identities are kept by (Entra), only `sid` names a session.
 */
function logoutTarget(claims: JWTPayload, onlySid: boolean): { subject?: string; upstreamSid?: string } {
  if ("nonce" in claims) throw refused("nonce is present");
  const events = claims["events"];
  const named = typeof events === "object" && events !== null ? (events as Record<string, unknown>)[event] : undefined;
  if (typeof named !== "object" || named === null) throw refused("events");
  const subject = !onlySid && typeof claims.sub === "string" && claims.sub ? { subject: claims.sub } : {};
  const sid = claims["sid"];
  const upstreamSid = typeof sid === "string" && sid ? { upstreamSid: sid } : {};
  if (![claims.sub, sid].every((name) => typeof name !== "string" || isCleanText(name))) {
    throw refused("sub or sid has characters that are no text");
  }
  if (!("subject" in subject) && !("upstreamSid" in upstreamSid)) throw refused("sub and sid are missing");
  return { ...subject, ...upstreamSid };
}

/** The provider whose issuer and client the token names; two providers may have one issuer. What it names is verified afterwards. */
function issuedBy(providers: readonly Provider[], logoutToken: string): Provider {
  let named: Pick<JWTPayload, "iss" | "aud">;
  try {
    named = decodeJwt(logoutToken);
  } catch (cause) {
    throw refused("it is no JWT", cause);
  }
  const ofIssuer = providers.filter(({ definition }) => definition.type === "oidc" && definition.issuer === named.iss);
  const audiences = [named.aud].flat();
  const found = ofIssuer.find(({ settings }) => audiences.includes(settings.clientId)) ?? ofIssuer[0];
  if (!found) throw refused("iss is no configured provider");
  return found;
}

/** Provider ids of the same issuer and client: a logout at one of them is a logout at all, and at no other client. */
function idsOfSameClient(providers: readonly Provider[], { definition, settings }: Provider): string[] {
  return providers
    .filter((one) => one.definition.issuer === definition.issuer && one.settings.clientId === settings.clientId)
    .map((one) => one.settings.id);
}

function refused(why: string, cause?: unknown): AppError {
  return new AppError("request_invalid", { detail: `logout token: ${why}`, cause });
}
