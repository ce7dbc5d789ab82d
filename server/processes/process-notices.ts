import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import type { Notifier } from "#server/database/events/notifier.ts";
import { steadyId } from "#server/database/events/process-presence.ts";
import { type ProcessFacts, processFactsShape } from "./process-facts.ts";
import type { SignedMessages } from "./signed-messages.ts";

const channel = "portico_process";
const repeatMilliseconds = 20_000;
/** A process that was cut off and ended says nothing more; three missed repetitions are more than a slow one. */
const forgottenAfterMilliseconds = 70_000;
/** More processes than any portal has, because an id that is new with each start must not fill the memory. */
const mostRemembered = 200;

const noticeShape = z.object({
  id: z.string().max(100),
  state: z.enum(["here", "cut_off", "ended"]),
  sinceMs: z.number().nullable(),
  facts: processFactsShape,
});

interface Remembered {
  facts: ProcessFacts;
  /** While it is cut off: since when by its clock, and when it last said so by ours. */
  cutOff: { sinceMs: number; saidAtMs: number } | undefined;
}

/** What processes say of themselves without being asked. */
export interface ProcessNotices {
  /** Since when this process gets no events; `undefined` while it does. */
  ownCutOffSinceMs(): number | undefined;
  /** Other processes that get no events. */
  cutOff(): readonly { id: string; sinceMs: number; facts: ProcessFacts }[];
  /** What a process last said. */
  factsOf(id: string): ProcessFacts | undefined;
  remember(id: string, facts: ProcessFacts): void;
  close(): Promise<void>;
}

export interface ProcessNoticesDeps {
  notify: Pick<Notifier, "publish" | "subscribe" | "listening" | "onListeningChange" | "processId">;
  messages: SignedMessages;
  facts(): ProcessFacts;
  nowMs(): number;
}

/**
 * Publishes that this process is here when it starts and when events reach it again, that they don't while they don't, and that it
 * ends. Publishing takes the pool's connections (or Redis), so it works while listening does not; when nothing works, the others miss a
 * process that they can't reach anyway.
 */
export function createProcessNotices({ notify, messages, facts, nowMs }: ProcessNoticesDeps): ProcessNotices {
  const known = new Map<string, Remembered>();
  let cutOffSinceMs = notify.listening ? undefined : nowMs();

  function put(id: string, remembered: Remembered): void {
    // Again at the end, so that the first ones are those that said nothing for longest.
    known.delete(id);
    known.set(id, remembered);
    const [oldest] = known.keys();
    if (known.size > mostRemembered && oldest !== undefined) known.delete(oldest);
  }

  async function say(state: "here" | "cut_off" | "ended"): Promise<void> {
    const notice = { id: steadyId(notify.processId), state, sinceMs: cutOffSinceMs ?? null, facts: facts() };
    await notify.publish(channel, messages.write(channel, notice)).catch(() => undefined);
  }

  const stopReading = notify.subscribe(channel, (payload) => {
    const { data: notice } = noticeShape.safeParse(messages.read(channel, payload));
    if (!notice || notice.id === steadyId(notify.processId)) return;
    if (notice.state === "ended") return void known.delete(notice.id);
    const isCutOff = notice.state === "cut_off" && notice.sinceMs !== null;
    const cutOff = isCutOff ? { sinceMs: notice.sinceMs ?? 0, saidAtMs: nowMs() } : undefined;
    put(notice.id, { facts: notice.facts, cutOff });
  });
  const stopWatching = notify.onListeningChange((listening) => {
    cutOffSinceMs = listening ? undefined : (cutOffSinceMs ?? nowMs());
    void say(listening ? "here" : "cut_off");
  });
  const repeat = setInterval(() => {
    if (cutOffSinceMs !== undefined) void say("cut_off");
  }, repeatMilliseconds);
  // The timer must not keep a process alive that has nothing else to do.
  repeat.unref();
  void say(cutOffSinceMs === undefined ? "here" : "cut_off");

  return {
    ownCutOffSinceMs: () => cutOffSinceMs,
    cutOff: () =>
      [...known].flatMap(([id, { facts: said, cutOff }]) =>
        cutOff && nowMs() - cutOff.saidAtMs < forgottenAfterMilliseconds
          ? [{ id, sinceMs: cutOff.sinceMs, facts: said }]
          : [],
      ),
    factsOf: (id) => known.get(id)?.facts,
    // It answered, so events reach it.
    remember: (id, said) => put(id, { facts: said, cutOff: undefined }),
    async close() {
      clearInterval(repeat);
      stopReading();
      stopWatching();
      // A database that is away must not keep this process from ending.
      await Promise.race([say("ended"), delay(500, undefined, { ref: false })]);
    },
  };
}
