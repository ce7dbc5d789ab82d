import type { X509Certificate } from "node:crypto";
import type Provider from "oidc-provider";
import { type AdapterPayload, errors, type KoaContextWithOIDC } from "oidc-provider";
import certificateThumbprint from "oidc-provider/lib/helpers/certificate_thumbprint.js";
import { checkDpopRequired, checkMtlsCert } from "oidc-provider/lib/helpers/sender_constraints.js";
import validateDpop, { checkDpopReplay } from "oidc-provider/lib/helpers/validate_dpop.js";
import instance from "oidc-provider/lib/helpers/weak_cache.js";
import { requireResumable } from "#server/authorization-server/consent/require-resumable.ts";
import { identityScope } from "#server/claims/standard-scopes.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { clientSessionId } from "./client-session-id.ts";
import { sessionAcr } from "./session-acr.ts";

/*
 * The one file that touches oidc-provider's insides. Each function says which of them, so that an update of the
 * library has one place to look at.
 */

type Models = Pick<
  Provider,
  "AccessToken" | "AuthorizationCode" | "ClientCredentials" | "DeviceCode" | "RefreshToken" | "RegistrationAccessToken"
>;

/** Prefixes by which secret scanners find leaked tokens; u and c tell a person's access token from a service's. */
const tokenPrefixes: Record<keyof Models, string> = {
  AccessToken: "ptc_at_u",
  ClientCredentials: "ptc_at_c",
  RefreshToken: "ptc_rt_",
  AuthorizationCode: "ptc_ac_",
  DeviceCode: "ptc_dc_",
  RegistrationAccessToken: "ptc_ra_",
};

interface TokenModel {
  prototype: { generateTokenId(): string; format?: string };
  find(value: unknown, options?: object): Promise<unknown>;
}

/**
 * Gives opaque tokens a prefix (`generateTokenId`), and answers for any other value without asking the database
 * (`find`): introspection without a hint looks for one token in three models.
 */
export function prefixOpaqueTokens(provider: Provider): void {
  for (const [name, prefix] of Object.entries(tokenPrefixes)) {
    const model = provider[name as keyof Models] as unknown as TokenModel;
    const generate = model.prototype.generateTokenId;
    model.prototype.generateTokenId = function (this: { format?: string }) {
      const id = generate.call(this);
      return this.format === "jwt" ? id : prefix + id;
    };
    const find = model.find;
    model.find = function (this: unknown, value, options) {
      // A handle of our own adapter begins with "#" (a device code found by its user code).
      const known = typeof value === "string" && (value.startsWith(prefix) || value.startsWith("#"));
      return known ? find.call(this, value, options) : Promise.resolve(undefined);
    };
  }
}

export interface DerivedSessions {
  authenticate(cookieHeader: string | undefined): Promise<LiveSession | null>;
  isLive(sessionId: string): Promise<boolean>;
}

/**
 * Makes the library's Session a shadow of Portico's, so that there is one session cookie and one sign-out
 * (`Session.get`, `Session.findByUid`, `resetIdentifier`, `ensureClientContainer`).
 *
 * Its uid and id are Portico's session id. Without a live Portico session it is empty, whatever the database says.
 */
export function deriveSessions(provider: Provider, sessions: DerivedSessions): void {
  const { Session } = provider;
  const findByUid = Session.findByUid.bind(Session);

  Session.findByUid = async (uid) => ((await sessions.isLive(uid)) ? findByUid(uid) : undefined);

  Session.get = async (context) => {
    const ctx = context as unknown as KoaContextWithOIDC;
    const live = await sessions.authenticate(ctx.req.headers.cookie);
    await requireResumable(provider, ctx, live);
    const stored = live ? await findByUid(live.id) : undefined;
    const session = stored?.accountId === live?.userId ? (stored ?? new Session()) : new Session();
    if (live) {
      session.uid = live.id;
      session.jti = live.id;
      session.loginAccount({
        accountId: live.userId,
        loginTs: live.authTimeSeconds,
        acr: sessionAcr(live),
        ...(live.amr.length > 0 ? { amr: [...live.amr] } : {}),
      });
    }
    ctx.oidc.entity("Session", session);
    return session;
  };

  // There is no cookie to fixate: Portico's session id changes at sign-in, and this one with it.
  Session.prototype.resetIdentifier = () => {};

  // Made from the ids, so that two apps authorized at once don't lose each other's sid.
  Session.prototype.ensureClientContainer = function (clientId) {
    if (this.sidFor(clientId)) return;
    this.sidFor(clientId, clientSessionId(this.uid, clientId));
  };
}

/** Apps told by frames get `sid` in their ID tokens too; the library knows it of back-channel logout only. */
export function includeSessionId(provider: Provider, isToldByFrame: (clientId: string) => boolean): void {
  const prototype = provider.Client.prototype as unknown as { includeSid(): boolean };
  const ofLibrary = prototype.includeSid;
  prototype.includeSid = function (this: { clientId: string } & typeof prototype) {
    return isToldByFrame(this.clientId) || ofLibrary.call(this);
  };
}

/** Secrets are kept as hashes only (`Client.prototype.compareClientSecret`). */
export function compareHashedSecrets(provider: Provider, matches: (clientId: string, secret: string) => boolean): void {
  const prototype = provider.Client.prototype as unknown as { compareClientSecret(actual: string): boolean };
  prototype.compareClientSecret = function (this: { clientId: string }, actual) {
    return matches(this.clientId, actual);
  };
}

/**
 * Puts the claims of the granted scopes into the ID tokens of the clients that want it (`IdToken.prototype.issue`). Where an
 * access token for userinfo comes along, the library limits the ID token to `openid` (OIDC Core §5.4) and knows no exception by
 * client.
 *
 * The scope is that of the access token: granted, and narrowed as the refresh asked.
 */
export function putClaimsIntoIdTokens(provider: Provider, isWanted: (clientId: string) => boolean): void {
  const prototype = provider.IdToken.prototype as unknown as IssuedIdToken;
  const { issue } = prototype;
  prototype.issue = function (this: IssuedIdToken, options) {
    const { Client, AccessToken } = this.ctx?.oidc.entities ?? {};
    const limited = options.use === "idtoken" && this.scope === identityScope;
    if (limited && Client && AccessToken && isWanted(Client.clientId)) this.scope = AccessToken.scope;
    return issue.call(this, options);
  };
}

interface IssuedIdToken {
  ctx: KoaContextWithOIDC | undefined;
  scope: string | undefined;
  issue(options: { use: string }): Promise<string>;
}

/** One use of a client assertion or DPoP proof, also under parallel calls (`ReplayDetection.unique`). */
export function detectReplaysAtomically(
  provider: Provider,
  insertUnique: (id: string, expiresAtSeconds: number) => Promise<boolean>,
): void {
  provider.ReplayDetection.unique = (iss, jti, exp) => insertUnique(`${iss}\n${jti}`, exp);
}

/** Replaces the signing keys of a running provider (`keystore`, `jwks`); the first fitting key signs. */
export function replaceSigningKeys(
  provider: Provider,
  keys: { signing: readonly object[]; published: readonly object[] },
): void {
  const state = instance(provider);
  state.keystore.clear();
  for (const key of keys.signing) state.keystore.add(key);
  state.jwks = { keys: keys.published };
}

export type GrantHandler = (ctx: KoaContextWithOIDC) => Promise<void>;

/** Puts something of ours around a built-in grant (`grantTypeHandlers`). */
export function wrapGrant(provider: Provider, grantType: string, wrap: (original: GrantHandler) => GrantHandler): void {
  const { grantTypeHandlers } = instance(provider);
  const original = grantTypeHandlers.get(grantType);
  if (!original) throw new Error(`grant type ${grantType} is not switched on`);
  grantTypeHandlers.set(grantType, wrap(original));
}

export type ResponseMode = (
  ctx: KoaContextWithOIDC,
  redirectUri: string,
  parameters: Record<string, unknown>,
) => unknown;

/** Puts something of ours around every way to answer apps (`responseModes`). */
export function wrapResponseModes(
  provider: Provider,
  wrap: (name: string, original: ResponseMode) => ResponseMode,
): void {
  const modes = responseModesOf(provider);
  for (const [name, original] of [...modes]) modes.set(name, wrap(name, original));
}

export function responseModesOf(provider: Provider): Map<string, ResponseMode> {
  return instance(provider).responseModes;
}

/** An interaction as the library would store it (`getValueAndPayload`). */
export async function payloadOf(interaction: InstanceType<Provider["Interaction"]>): Promise<AdapterPayload> {
  const model = interaction as unknown as { getValueAndPayload(): Promise<{ payload: AdapterPayload }> };
  const { jti: _, ...payload } = (await model.getValueAndPayload()).payload;
  return payload;
}

/** A request that the library's grant doesn't get to see still has to prove possession of the key (RFC 9449 §5). */
export async function requireProofOf(provider: Provider, ctx: KoaContextWithOIDC, thumbprint: string): Promise<void> {
  const proof = await validateDpop(provider, ctx);
  if (proof?.thumbprint !== thumbprint) throw new errors.InvalidGrant("failed jkt verification");
  await checkDpopReplay(provider, ctx, proof, ctx.oidc.client?.clientId ?? "");
}

/** A request that the library's grant doesn't get to see still has to show its token's certificate (RFC 8705 §4). */
export function requireCertificateOf(provider: Provider, ctx: KoaContextWithOIDC, thumbprint: string): void {
  const certificate = instance(provider).features.mTLS.getCertificate(ctx);
  if (!certificate || certificateThumbprint(certificate) !== thumbprint) {
    throw new errors.InvalidGrant("failed x5t#S256 verification");
  }
}

/**
 * Binds a token that a grant of ours issues to the key of the request's DPoP proof (RFC 9449 §5), or to its client certificate
 * (RFC 8705 §3). A client that is held to either gets none without it.
 */
export async function bindToSender(
  provider: Provider,
  ctx: KoaContextWithOIDC,
  token: { setThumbprint(kind: "jkt" | "x5t", of: string | X509Certificate): void },
): Promise<void> {
  const certificate = checkMtlsCert(provider, ctx);
  if (certificate) token.setThumbprint("x5t", certificate);
  const proof = await validateDpop(provider, ctx);
  checkDpopRequired(provider, ctx, proof);
  if (!proof) return;
  await checkDpopReplay(provider, ctx, proof, ctx.oidc.client?.clientId ?? "");
  token.setThumbprint("jkt", proof.thumbprint);
}

/**
 * Rewrites every `resource` of a request before the library looks at it (`OIDCContext#params`), so that grants, codes and tokens
 * know an API by one spelling.
 */
export function spellResources(provider: Provider, spell: (asked: string) => string): void {
  const { OIDCContext } = provider as unknown as { OIDCContext: { prototype: object } };
  const kept = new WeakMap<object, Record<string, unknown> | undefined>();
  Object.defineProperty(OIDCContext.prototype, "params", {
    configurable: true,
    get(this: object) {
      return kept.get(this);
    },
    set(this: object, params: Record<string, unknown> | undefined) {
      const asked = params?.["resource"];
      if (params && typeof asked === "string") params["resource"] = spell(asked);
      if (params && Array.isArray(asked)) params["resource"] = [...new Set(asked.map(String).map(spell))];
      kept.set(this, params);
    },
  });
}
