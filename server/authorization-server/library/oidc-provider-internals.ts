import type Provider from "oidc-provider";
import type { AdapterPayload, KoaContextWithOIDC } from "oidc-provider";
import instance from "oidc-provider/lib/helpers/weak_cache.js";
import { identityScope } from "#server/claims/standard-scopes.ts";

/*
 * What this folder changes inside oidc-provider, with prefix-opaque-tokens.ts, derive-sessions.ts and sender-constraints.ts: no
 * other folder touches the library's insides. Each function names the part it changes, so that an update of the library has one
 * place to look at.
 */

/** Puts `sid` into the ID tokens of apps with a front-channel logout address; the library does so for back-channel logout only. */
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

/**
 * Replaces the signing keys of a running provider (`keystore`, `jwks`); the first fitting key signs. The algorithms are those that
 * discovery names and that a client may have (`configuration`).
 */
export function replaceSigningKeys(
  provider: Provider,
  keys: { algorithms: readonly string[]; signing: readonly object[]; published: readonly object[] },
): void {
  const state = instance(provider);
  state.configuration.idTokenSigningAlgValues = [...keys.algorithms];
  state.configuration.userinfoSigningAlgValues = [...keys.algorithms];
  state.configuration.introspectionSigningAlgValues = [...keys.algorithms];
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
