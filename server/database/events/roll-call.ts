import { randomUUID } from "node:crypto";
import type { Subscriptions } from "./subscriptions.ts";

const callChannel = "portico_roll_call";
const presentChannel = "portico_present";

export interface RollCallDeps {
  subscriptions: Subscriptions;
  publish(channel: string, payload: string): Promise<void>;
  /** Publishes the call and says how many processes will get it, this one included. */
  publishCall(channel: string, payload: string): Promise<number>;
  timeoutMilliseconds?: number;
  /** While a process is known to leave calls unanswered. */
  impatientMilliseconds?: number;
}

interface Waiting {
  present: Set<string>;
  check(): void;
}

/**
 * Lets a process wait until the others have handled what it published.
 *
 * An event is on its way when its transaction has committed, not yet there: without this, a session ended in one process was
 * still let in by another one's next call, measured 28 times in 100. Events arrive in the order they were published, so who
 * answers a call has handled everything before it.
 *
 * Errors: none. After the timeout it goes on: a process that hangs must not keep people from signing out. It is waited for
 *         long enough to tell it from a busy one, once: until a call is answered by all again, the others wait a second.
 */
export function createRollCall(deps: RollCallDeps): { untilHeard(): Promise<void> } {
  const { subscriptions, publish, publishCall, timeoutMilliseconds = 5_000, impatientMilliseconds = 1_000 } = deps;
  const self = randomUUID();
  const calls = new Map<string, Waiting>();
  let somebodyHangs = false;

  function present(call: string, process: string): void {
    const waiting = calls.get(call);
    waiting?.present.add(process);
    waiting?.check();
  }

  async function answer(call: string): Promise<void> {
    await subscriptions.handled();
    if (calls.has(call)) present(call, self);
    // Unanswered, the caller waits in vain, but no longer than its timeout.
    else await publish(presentChannel, `${call} ${self}`).catch(() => undefined);
  }

  subscriptions.subscribe(callChannel, (call) => void answer(call));
  subscriptions.subscribe(presentChannel, (payload) => {
    const [call = "", process = ""] = payload.split(" ");
    present(call, process);
  });

  return {
    untilHeard() {
      const call = randomUUID();
      return new Promise((resolve) => {
        let expected = Number.POSITIVE_INFINITY;
        const finish = () => {
          clearTimeout(timer);
          calls.delete(call);
          resolve();
        };
        const giveUp = () => {
          if (subscriptions.listening) somebodyHangs = true;
          finish();
        };
        // A process that isn't listening gets no answers: it gives the others time to handle the event, and no more.
        const patient = subscriptions.listening && !somebodyHangs;
        const timer = setTimeout(giveUp, patient ? timeoutMilliseconds : impatientMilliseconds);
        const waiting: Waiting = {
          present: new Set(),
          check: () => {
            if (waiting.present.size < expected) return;
            somebodyHangs = false;
            finish();
          },
        };
        calls.set(call, waiting);
        publishCall(callChannel, call).then((count) => {
          expected = count;
          waiting.check();
        }, finish);
      });
    },
  };
}
