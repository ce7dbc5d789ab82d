import { type KoaContextWithOIDC, Provider } from "oidc-provider";
import type { KnownPerson } from "#server/accounts/account-claims.ts";
import { ownApiRoute } from "#server/authorization-server/library/own-api-request.ts";
import type { OidcRecord } from "#server/authorization-server/records/oidc-record.ts";
import type { OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import type { TokenStateCache } from "./token-state-cache.ts";
import type { TokenState } from "./token-state-store.ts";

/** Models whose grant, person and session are read in the same statement. */
const tokenModels = new Set(["AccessToken", "ClientCredentials", "RefreshToken", "AuthorizationCode"]);
const rememberedModels = new Set(["AccessToken", "ClientCredentials"]);
const routesByToken = new Set(["token", "introspection", "userinfo", ownApiRoute]);
/** APIs ask about the same token with every call, so a remembered state is used; all other routes read the database. */
const rememberingRoutes = new Set(["introspection", ownApiRoute]);

/**
 * The one token state of each request: it is read once (by token-state-cache.ts), and what the library asks for afterwards (the
 * grant, the person, the session) is answered from it.
 *
 * Races: with two reads, a rotation by a parallel request between them would look like a replay and end the family. The
 *        compare-and-set in `consume` still decides which request was first.
 */
export interface RequestTokenState {
  find(model: string, idHash: string): Promise<OidcRecord | undefined>;
  findByUid(model: string, uid: string): Promise<OidcRecord | undefined>;
  /** `undefined` when the request's token is not of this person and app; the caller reads the account then. */
  account(userId: string, clientId: string | undefined): { known: KnownPerson | undefined } | undefined;
  sessionIsLive(sessionId: string): boolean | undefined;
  /** The state of the token that the current request sent, as of when it was read. */
  current(): TokenState | undefined;
  /** Forgets the state, because the request changed its token itself: the next look reads the database again. */
  reread(): void;
  stateOf(ctx: object): TokenState | undefined;
}

export function createRequestTokenState(
  store: Pick<OidcRecordStore, "find" | "findByUid">,
  states: Pick<TokenStateCache, "read" | "recall">,
): RequestTokenState {
  const ofRequest = new WeakMap<
    object,
    { idHash: string; reading: Promise<TokenState | undefined>; state?: TokenState }
  >();

  const current = (): TokenState | undefined => {
    const ctx = Provider.ctx;
    return ctx && ofRequest.get(ctx)?.state;
  };

  async function readOnce(ctx: KoaContextWithOIDC, model: string, idHash: string): Promise<OidcRecord | undefined> {
    let found = ofRequest.get(ctx);
    if (found?.idHash !== idHash) {
      const remembered = rememberingRoutes.has(ctx.oidc.route) && rememberedModels.has(model);
      found = { idHash, reading: remembered ? states.recall(model, idHash) : states.read(model, idHash) };
      ofRequest.set(ctx, found);
    }
    const state = await found.reading;
    if (state) found.state = state;
    return state?.record;
  }

  return {
    find(model, idHash) {
      const ctx = Provider.ctx;
      if (ctx && tokenModels.has(model) && routesByToken.has(ctx.oidc.route)) return readOnce(ctx, model, idHash);
      const grant = model === "Grant" ? current()?.grant : undefined;
      return grant?.idHash === idHash ? Promise.resolve(grant) : store.find(model, idHash);
    },
    findByUid(model, uid) {
      const state = model === "Session" ? current() : undefined;
      return state?.sessionId === uid ? Promise.resolve(state.session) : store.findByUid(model, uid);
    },
    account(userId, clientId) {
      const state = current();
      const isOf =
        state?.accountId === userId && (clientId === undefined || state.record.payload.clientId === clientId);
      return isOf ? { known: state.account } : undefined;
    },
    sessionIsLive(sessionId) {
      const state = current();
      return state?.sessionId === sessionId ? state.session !== undefined : undefined;
    },
    current,
    reread() {
      const ctx = Provider.ctx;
      if (ctx) ofRequest.delete(ctx);
    },
    stateOf: (ctx) => ofRequest.get(ctx)?.state,
  };
}
