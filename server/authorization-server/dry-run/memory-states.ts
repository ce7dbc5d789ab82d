import type { RequestTokenState } from "#server/authorization-server/tokens/request-token-state.ts";

/** Every record is this run's own, so no state of a token is remembered. */
export function memoryStates(records: Pick<RequestTokenState, "find" | "findByUid">): RequestTokenState {
  return {
    find: records.find,
    findByUid: records.findByUid,
    account: () => undefined,
    sessionIsLive: () => true,
    current: () => undefined,
    reread() {},
    stateOf: () => undefined,
  };
}
