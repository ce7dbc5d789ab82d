import { describe, expect, it } from "vitest";
import type { NotificationHandler } from "#server/database/events/notifier.ts";
import { createPublishedStatusLists } from "./published-status-lists.ts";

/** Lists that say how many times the database was asked, and a listener that can be cut. */
function start(shortestIntervalMs = 0) {
  const clock = { ms: 1_000_000 };
  const handlers = new Map<string, NotificationHandler>();
  const changes: ((listening: boolean) => void)[] = [];
  const state = { listening: true, reads: 0, gate: Promise.resolve(), begun: () => {} };
  const entryHandlers: ((key: string) => void)[] = [];
  const entries = {
    onChange(handler: (key: string) => void) {
      entryHandlers.push(handler);
      return () => undefined;
    },
  };
  const lists = createPublishedStatusLists({
    ids: { isOurs: (id) => id !== "invented" },
    async make(id) {
      const list = `${id} as read ${++state.reads}`;
      state.begun();
      await state.gate;
      return id === "gone" ? undefined : list;
    },
    notify: {
      get listening() {
        return state.listening;
      },
      subscribe(channel, handler) {
        handlers.set(channel, handler);
        return () => void handlers.delete(channel);
      },
      onListeningChange(handler) {
        changes.push(handler);
        return () => {};
      },
    },
    channels: ["tokens ended"],
    catalog: { clients: entries, resources: entries },
    nowMs: () => clock.ms,
    shortestIntervalMs,
  });
  const get = async (id = "a") => (await lists.get(id))?.jwt;
  return {
    clock,
    state,
    get,
    end: () => handlers.get("tokens ended")?.("token:1"),
    /** Of the clients, then of the APIs. */
    entryHandlers,
    setListening(listening: boolean) {
      state.listening = listening;
      for (const change of changes) change(listening);
    },
    /** Holds back the read that comes next. */
    hold() {
      const reached = Promise.withResolvers<void>();
      const gate = Promise.withResolvers<void>();
      state.begun = reached.resolve;
      state.gate = gate.promise;
      return {
        reached: reached.promise,
        release() {
          state.gate = Promise.resolve();
          gate.resolve();
        },
      };
    },
  };
}

describe("a published status list", () => {
  it("is read once for any number of requests, and again after some seconds", async () => {
    const { clock, state, get } = start();
    expect(await Promise.all([get(), get(), get()])).toEqual(Array(3).fill("a as read 1"));
    clock.ms += 4_999;
    expect(await get()).toBe("a as read 1");
    clock.ms += 1;
    expect([await get(), state.reads]).toEqual(["a as read 2", 2]);
  });

  it("is read again as soon as a token has ended", async () => {
    const { get, end } = start();
    await get();
    end();
    expect(await get()).toBe("a as read 2");
  });

  it("is read again as soon as a client or an API of the catalog has changed", async () => {
    const { get, entryHandlers } = start();
    await get();
    const read: unknown[] = [];
    for (const changed of entryHandlers) {
      changed("buddy");
      read.push(await get());
    }
    expect(read).toEqual(["a as read 2", "a as read 3"]);
  });

  it("is not kept, nor given to who asks afterwards, when a token ended while it was read", async () => {
    const { get, end, hold } = start();
    const { reached, release } = hold();
    const before = get();
    await reached;
    end();
    const after = get();
    release();
    expect([await before, await after, await get()]).toEqual(["a as read 1", "a as read 2", "a as read 2"]);
  });

  it("is read for every request while the process hears of no end, and anew when it listens again", async () => {
    const { get, setListening } = start();
    await get();
    setListening(false);
    expect([await get(), await get()]).toEqual(["a as read 2", "a as read 3"]);
    setListening(true);
    expect([await get(), await get()]).toEqual(["a as read 4", "a as read 4"]);
  });

  it("is read no more often than its interval allows, and then with all that ended meanwhile", async () => {
    const { state, get, end } = start(50);
    await get();
    end();
    const waiting = [get(), get()];
    end();
    waiting.push(get());
    expect([await Promise.all(waiting), state.reads]).toEqual([Array(3).fill("a as read 2"), 2]);
  });

  it("doesn't exist for an invented id, without a read, nor for one whose tokens have expired", async () => {
    const { state, get } = start();
    expect([await get("invented"), state.reads]).toEqual([undefined, 0]);
    expect(await get("gone")).toBeUndefined();
  });

  it("is tried again after a failed read", async () => {
    const { state, get } = start();
    state.gate = Promise.reject(new Error("the connection broke"));
    await expect(get()).rejects.toThrow("the connection broke");
    state.gate = Promise.resolve();
    expect(await get()).toBe("a as read 2");
  });
});
