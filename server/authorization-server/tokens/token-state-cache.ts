import { nowMs as currentMs } from "#server/clock.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import type { TokenState, TokenStateStore } from "./token-state-store.ts";

const capacity = 50_000;

export interface TokenStateCacheDeps {
  store: TokenStateStore;
  notify: Pick<Notifier, "subscribe" | "listening" | "onListeningChange">;
  /** Channels by which tokens end, each with what its payload is tied to. */
  endings: readonly { channel: string; tieOf(payload: string): string }[];
  /** What any token may depend on, each with how to be called back when it changes. */
  changes?: readonly ((handler: () => void) => () => void)[];
  capacity?: number;
  nowMs?: () => number;
}

/**
 * The token states that this process remembers, because APIs introspect the same token with every call. The states come from
 * token-state-store.ts; request-token-state.ts decides which requests may use a remembered one.
 *
 * Cost:   a remembered token is one Map look-up; any other one statement.
 * Races:  whatever ends a token in any process evicts it here before the request that ended it is answered. A read that was under
 *         way meanwhile is not remembered (`generation`). A process without its listener remembers nothing.
 * Errors: those of the database; nothing is answered from memory instead.
 */
export interface TokenStateCache {
  /** As the database says now. */
  read(model: string, idHash: string): Promise<TokenState | undefined>;
  /** As the database said, unless something has changed since. Only live tokens are remembered. */
  recall(model: string, idHash: string): Promise<TokenState | undefined>;
  /** Whether this very state is remembered and still live. */
  holds(model: string, state: TokenState): boolean;
  forget(tie: string): void;
  close(): void;
}

export function createTokenStateCache(deps: TokenStateCacheDeps): TokenStateCache {
  const { store, notify, nowMs = currentMs } = deps;
  const known = new Map<string, TokenState>();
  const keysOfTie = new Map<string, Set<string>>();
  let generation = 0;

  function drop(key: string): void {
    for (const tie of known.get(key)?.ties ?? []) {
      const keys = keysOfTie.get(tie);
      keys?.delete(key);
      if (keys?.size === 0) keysOfTie.delete(tie);
    }
    known.delete(key);
  }

  function remember(key: string, state: TokenState): void {
    const [oldest] = known.size >= (deps.capacity ?? capacity) ? known.keys() : [];
    if (oldest !== undefined) drop(oldest);
    known.set(key, state);
    for (const tie of state.ties) {
      const keys = keysOfTie.get(tie);
      if (keys) keys.add(key);
      else keysOfTie.set(tie, new Set([key]));
    }
  }

  function forget(tie: string): void {
    generation++;
    for (const key of [...(keysOfTie.get(tie) ?? [])]) drop(key);
  }

  function forgetAll(): void {
    generation++;
    known.clear();
    keysOfTie.clear();
  }

  const stops = [
    ...deps.endings.map(({ channel, tieOf }) => notify.subscribe(channel, (payload) => forget(tieOf(payload)))),
    ...(deps.changes ?? []).map((onChange) => onChange(forgetAll)),
    // Events published while the listener was away are lost, so nothing remembered may be used.
    notify.onListeningChange(forgetAll),
  ];

  return {
    read: store.find,
    async recall(model, idHash) {
      const key = `${model}/${idHash}`;
      const remembered = notify.listening ? known.get(key) : undefined;
      if (remembered) {
        if (nowMs() < remembered.liveUntilMs) return remembered;
        // The token expired, or its session was extended after this was read: the database decides.
        drop(key);
      }
      const before = generation;
      const state = await store.find(model, idHash);
      const settled = generation === before && notify.listening;
      if (state && settled && isLive(state, nowMs())) remember(key, state);
      return state;
    },
    holds: (model, state) =>
      notify.listening && nowMs() < state.liveUntilMs && known.get(`${model}/${state.record.idHash}`) === state,
    forget,
    close: () => stops.forEach((stop) => void stop()),
  };
}

function isLive(state: TokenState, now: number): boolean {
  return state.record.consumedAt === null && now < state.liveUntilMs && (state.accountId === null || !!state.account);
}
