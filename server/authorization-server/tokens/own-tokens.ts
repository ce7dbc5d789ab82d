import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import type Provider from "oidc-provider";
import { clientSessionId } from "#server/authorization-server/library/client-session-id.ts";
import { keepSessionRecord } from "#server/authorization-server/library/session-records.ts";
import type { SigningAlgorithm } from "#server/authorization-server/signing-keys/signing-key-policy.ts";
import type { SigningKeys } from "#server/authorization-server/signing-keys/signing-keys.ts";
import type { RecordJwtAccessToken } from "#server/authorization-server/status-lists/record-jwt-access-token.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import type { AttributeValue } from "#server/claims/attribute-value.ts";
import { releaseClaims } from "#server/claims/release-claims.ts";
import { nowSeconds as currentSeconds } from "#server/clock.ts";
import { bffClientId } from "#server/config/clients/bff-client-id.ts";
import type { Settings } from "#server/config/settings.ts";
import { Secret } from "#server/crypto/secret.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { AttachableToken, OwnTokenSource } from "#server/sessions/token-source.ts";

export interface OwnTokensDeps {
  provider: Provider;
  settings: Pick<Settings, "publicUrl" | "session" | "claims">;
  catalog: Pick<Catalog, "resources">;
  keys: SigningKeys;
  recordJwt: RecordJwtAccessToken;
  nowSeconds?: () => number;
  /** Called with claims that are left out because they are too long. */
  onClaimsCut(cut: readonly string[], where: { place: string; user: string }): void;
}

/** The API of one audience with the scopes it declares; an undeclared one gets JWTs, which need no registration. */
interface Target {
  audience: string;
  scopes: readonly string[];
  lifetimeSeconds: number;
  format: "jwt" | "opaque";
  algorithm: SigningAlgorithm;
}

/** Our own tokens, and what one would say. */
export interface OwnTokens extends OwnTokenSource {
  /** The token that `forUser` would make, without making it. Errors: scope_required. */
  wouldBe(session: LiveSession, request: { audience: string; scopes: readonly string[] }): OwnTokenOutlook;
}

export interface OwnTokenOutlook extends Pick<Target, "audience" | "scopes" | "lifetimeSeconds" | "format"> {
  /** Of a JWT, beside what every one has. */
  claims: Readonly<Record<string, AttributeValue>>;
  cut: readonly string[];
}

/**
 * Our own access tokens for the BFF's APIs.
 *
 * Shape:  JWT (RFC 9068) or opaque; a person's ends with the session, a JWT by its status list.
 * Units:  expiry in epoch seconds.
 * Errors: scope_required for scopes that the API doesn't have.
 */
export function createOwnTokens(deps: OwnTokensDeps): OwnTokens {
  const { provider, settings, catalog, keys, recordJwt } = deps;
  const nowSeconds = deps.nowSeconds ?? currentSeconds;

  function requireTarget({ audience, scopes }: { audience: string; scopes: readonly string[] }): Target {
    const resource = catalog.resources.find(audience);
    const missing = resource ? scopes.filter((scope) => !resource.scopes.includes(scope)) : [];
    if (missing.length > 0) throw new AppError("scope_required", { facts: { scopes: missing.join(" ") } });
    return {
      audience,
      scopes,
      lifetimeSeconds: resource?.accessTokenSeconds ?? 300,
      format: resource?.accessTokenFormat ?? "jwt",
      algorithm: resource?.accessTokenAlgorithm ?? "ES256",
    };
  }

  /** The portal's own frontends and APIs need no scope. */
  function releasedTo(session: LiveSession) {
    return releaseClaims(settings.claims.rules, "access_token", session, undefined);
  }

  async function signed(
    target: Target,
    subject: string,
    extra: Record<string, unknown>,
    session?: LiveSession,
  ): Promise<AttachableToken> {
    const { kid, key } = await keys.signer(target.algorithm);
    const jti = randomUUID();
    const iat = nowSeconds();
    const exp = iat + target.lifetimeSeconds;
    const scope = target.scopes.join(" ");
    const model = session ? "AccessToken" : "ClientCredentials";
    const bound = session ? { accountId: session.userId, sessionUid: session.id, expiresWithSession: true } : {};
    const payload = { kind: model, clientId: bffClientId, aud: target.audience, scope, iat, exp, ...bound };
    const status = await recordJwt({ model, jti, payload, expiresInSeconds: target.lifetimeSeconds });
    // RFC 9068 §2.2
    const released = session && releasedTo(session);
    if (session && released && released.cut.length > 0) {
      deps.onClaimsCut(released.cut, { place: "access_token", user: session.userId });
    }
    const token = await new SignJWT({ ...released?.claims, client_id: bffClientId, scope, status, ...extra })
      .setProtectedHeader({ alg: target.algorithm, typ: "at+jwt", kid })
      .setIssuer(settings.publicUrl)
      .setSubject(subject)
      .setAudience(target.audience)
      .setJti(jti)
      .setIssuedAt(iat)
      .setExpirationTime(exp)
      .sign(key);
    return { token: new Secret(token), expiresAtSeconds: exp, scopes: target.scopes };
  }

  async function requireBffClient() {
    const client = await provider.Client.find(bffClientId);
    if (!client) throw new Error("the BFF's client is missing from the catalogue");
    return client;
  }

  function resourceServer(target: Target) {
    return new provider.ResourceServer(target.audience, {
      scope: target.scopes.join(" "),
      audience: target.audience,
      accessTokenTTL: target.lifetimeSeconds,
      accessTokenFormat: "opaque",
    });
  }

  return {
    wouldBe(session, request) {
      const { audience, scopes, lifetimeSeconds, format } = requireTarget(request);
      const { claims, cut } = format === "jwt" ? releasedTo(session) : { claims: {}, cut: [] };
      return { audience, scopes, lifetimeSeconds, format, claims, cut };
    },

    async forUser(session, request) {
      const target = requireTarget(request);
      // The token is bound to the session by the library's record of it, which has to exist.
      await keepSessionRecord(provider, session, settings.session.absoluteSeconds);
      if (target.format === "jwt") {
        // Not the session's own id, because a link with that id signs the person out (GET /bff/logout).
        const sid = clientSessionId(session.id, bffClientId);
        return signed(target, session.userId, { auth_time: session.authTimeSeconds, sid }, session);
      }
      const token = new provider.AccessToken({
        accountId: session.userId,
        client: await requireBffClient(),
        resourceServer: resourceServer(target),
        scope: target.scopes.join(" "),
        sessionUid: session.id,
        expiresWithSession: true,
        gty: "bff",
      } as unknown as ConstructorParameters<typeof provider.AccessToken>[0]);
      return issued(await token.save(), token.exp, target);
    },

    async forClient(request) {
      const target = requireTarget(request);
      if (target.format === "jwt") return signed(target, bffClientId, {});
      const token = new provider.ClientCredentials({
        client: await requireBffClient(),
        resourceServer: resourceServer(target),
        scope: target.scopes.join(" "),
      } as unknown as ConstructorParameters<typeof provider.ClientCredentials>[0]);
      return issued(await token.save(), token.exp, target);
    },
  };
}

function issued(value: string, expiresAtSeconds: number | undefined, target: Target): AttachableToken {
  return { token: new Secret(value), expiresAtSeconds, scopes: target.scopes };
}
