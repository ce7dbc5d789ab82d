import { type KoaContextWithOIDC, Provider } from "oidc-provider";
import type { AccountClaims } from "#server/accounts/account-service.ts";
import type { OidcRecord, OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import type { TokenState } from "./token-state-store.ts";
import type { TokenStates } from "./token-states.ts";

/** What comes with a person's consent and session, so that reading all of it at once saves the reads that follow. */
const tokenModels = new Set(["AccessToken", "ClientCredentials", "RefreshToken", "AuthorizationCode"]);
const rememberedModels = new Set(["AccessToken", "ClientCredentials"]);
const routesByToken = new Set(["token", "introspection", "userinfo"]);

/**
 * One request sees one state of its token: the token, its grant, its person and its session are read together, and what
 * the library asks for afterwards is answered from that.
 *
 * Races: else a rotation by a parallel request between two reads would look like a replay, and end the family. The
 *        compare-and-set in `consume` still tells who was first.
 */
export interface StatesOfRequests {
  find(model: string, idHash: string): Promise<OidcRecord | undefined>;
  findByUid(model: string, uid: string): Promise<OidcRecord | undefined>;
  /** `undefined` when the request in hand says nothing about this person; read it then. */
  account(userId: string): { claims: AccountClaims | undefined } | undefined;
  sessionIsLive(sessionId: string): boolean | undefined;
  /** The token that the request in hand was made with, as it was when it was read. */
  current(): TokenState | undefined;
  /** The request in hand has changed its token itself: the next look is at the database again. */
  reread(): void;
  stateOf(ctx: object): TokenState | undefined;
}

export function createStatesOfRequests(
  store: Pick<OidcRecordStore, "find" | "findByUid">,
  states: Pick<TokenStates, "read" | "recall">,
): StatesOfRequests {
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
      // Introspection is what APIs do with every call; everything else acts on what is true now.
      const remembered = ctx.oidc.route === "introspection" && rememberedModels.has(model);
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
    account(userId) {
      const state = current();
      return state?.accountId === userId ? { claims: state.account } : undefined;
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
