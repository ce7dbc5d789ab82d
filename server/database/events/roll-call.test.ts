import { describe, expect, it, onTestFinished, vi } from "vitest";
import { encodeMessage } from "./notification-message.ts";
import { createRollCall } from "./roll-call.ts";
import { createSubscriptions, type Subscriptions } from "./subscriptions.ts";

/** Processes on one wire that keeps the order, as LISTEN/NOTIFY and Redis do. */
function wire() {
  const listeners: Subscriptions[] = [];
  let held: Subscriptions | undefined;
  const missed: string[] = [];
  async function publish(channel: string, payload: string): Promise<void> {
    const message = encodeMessage(channel, payload);
    await Promise.resolve();
    for (const listener of listeners) {
      if (listener === held) missed.push(message);
      else listener.deliver(message);
    }
  }
  return {
    publish,
    hold: (subscriptions: Subscriptions) => {
      held = subscriptions;
    },
    release() {
      const late = held;
      held = undefined;
      for (const message of missed.splice(0)) late?.deliver(message);
    },
    join(timeoutMilliseconds?: number) {
      const subscriptions = createSubscriptions();
      subscriptions.setListening(true);
      listeners.push(subscriptions);
      const publishCall = async (channel: string, payload: string) => {
        await publish(channel, payload);
        return listeners.length;
      };
      const { untilHeard } = createRollCall({
        subscriptions,
        publish,
        publishCall,
        ...(timeoutMilliseconds ? { timeoutMilliseconds } : {}),
      });
      return { subscriptions, untilHeard };
    },
  };
}

describe("roll call", () => {
  it("comes back at once when nobody else listens", async () => {
    await wire().join(60_000).untilHeard();
  });

  it("waits until the slowest process has handled what was published before", async () => {
    const bus = wire();
    const caller = bus.join(60_000);
    bus.join();
    const slow = bus.join();
    const handled: string[] = [];
    slow.subscriptions.subscribe("session_ended", (payload) => void handled.push(payload));
    bus.hold(slow.subscriptions);
    await bus.publish("session_ended", "one");
    const heard = caller.untilHeard().then(() => [...handled]);
    await Promise.resolve();
    expect(handled).toEqual([]);
    bus.release();
    expect(await heard).toEqual(["one"]);
  });

  it("waits for what a handler does with an event, in this process too", async () => {
    const bus = wire();
    const caller = bus.join(60_000);
    const done: string[] = [];
    const finish: (() => void)[] = [];
    for (const [name, { subscriptions }] of Object.entries({ caller, other: bus.join() })) {
      subscriptions.subscribe("keys_changed", async () => {
        await new Promise<void>((resolve) => finish.push(resolve));
        done.push(name);
      });
    }
    await bus.publish("keys_changed", "");
    const heard = caller.untilHeard().then(() => [...done]);
    for (const resolve of finish) {
      await vi.waitFor(() => Promise.resolve());
      expect(done).not.toHaveLength(2);
      resolve();
    }
    expect(await heard).toEqual(["caller", "other"]);
  });

  it("does not wait for ever for a process that hangs", async () => {
    const bus = wire();
    const caller = bus.join(20);
    bus.hold(bus.join().subscriptions);
    await caller.untilHeard();
  });

  it("waits five seconds for a process that doesn't answer, and then a second at a time, until all answer again", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const bus = wire();
    const caller = bus.join();
    const slow = bus.join();
    const waitOf = async (releasedAfterMs = Number.POSITIVE_INFINITY) => {
      let answered = false;
      const call = caller.untilHeard().then(() => (answered = true));
      for (let waitedMs = 0; ; waitedMs += 500) {
        if (waitedMs >= releasedAfterMs) bus.release();
        await vi.advanceTimersByTimeAsync(1);
        if (answered) return call.then(() => waitedMs);
        await vi.advanceTimersByTimeAsync(499);
      }
    };
    bus.hold(slow.subscriptions);
    expect(await waitOf(4_500)).toBe(4_500);
    bus.hold(slow.subscriptions);
    expect([await waitOf(), await waitOf(), await waitOf(500)]).toEqual([5_000, 1_000, 500]);
    bus.hold(slow.subscriptions);
    expect(await waitOf()).toBe(5_000);
  });

  it("waits a second where no answer can arrive, and takes no process for hanging because of it", async () => {
    vi.useFakeTimers();
    onTestFinished(() => void vi.useRealTimers());
    const bus = wire();
    const caller = bus.join();
    const other = bus.join();
    const waits = async (milliseconds: number) => {
      let answered = false;
      void caller.untilHeard().then(() => (answered = true));
      await vi.advanceTimersByTimeAsync(milliseconds - 1);
      const before = answered;
      await vi.advanceTimersByTimeAsync(1);
      return [before, answered];
    };
    bus.hold(caller.subscriptions);
    caller.subscriptions.setListening(false);
    expect(await waits(1_000)).toEqual([false, true]);
    bus.release();
    caller.subscriptions.setListening(true);
    bus.hold(other.subscriptions);
    expect(await waits(5_000)).toEqual([false, true]);
  });

  it("keeps two calls at once apart", async () => {
    const bus = wire();
    const [one, two] = [bus.join(60_000), bus.join(60_000)];
    await Promise.all([one.untilHeard(), two.untilHeard(), one.untilHeard()]);
  });

  it("comes back when the call can't be published: ending a session must not fail for it", async () => {
    const subscriptions = createSubscriptions();
    const fail = () => Promise.reject(new Error("no connection"));
    await createRollCall({ subscriptions, publish: fail, publishCall: fail, timeoutMilliseconds: 60_000 }).untilHeard();
  });
});
