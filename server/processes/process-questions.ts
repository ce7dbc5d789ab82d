import { randomUUID } from "node:crypto";
import { setTimeout as delay, setImmediate } from "node:timers/promises";
import { z } from "zod";
import type { Notifier } from "#server/database/events/notifier.ts";
import { steadyId } from "#server/database/events/process-presence.ts";
import type { SignedMessages } from "./signed-messages.ts";

const askChannel = "portico_question";
const answerChannel = "portico_answer";

const questionShape = z.object({ id: z.string(), question: z.string(), about: z.string() });
const answerShape = z.object({ id: z.string(), process: z.string(), answer: z.unknown() });

/** One process's answer. The shape is the question's; another version may answer otherwise, so the asker parses it. */
export interface ProcessAnswer {
  process: string;
  answer: unknown;
  /** From the question to its answer. */
  afterMs: number;
}

export interface Asked {
  answers: readonly ProcessAnswer[];
  /** Ids of processes that listen and did not answer in time. */
  silent: readonly string[];
  /** Whether others could be asked. `false`: only this process's answer is there, and `silent` says who could not be asked. */
  reached: boolean;
}

/** Asks all processes of the portal something, and answers them. What another program writes is no question and no answer. */
export interface ProcessQuestions {
  /** Answers a question from now on. `undefined` and what is too long for an event are no answer. Returns how to stop. */
  answer(question: string, respond: (about: string) => unknown): () => void;
  /**
   * The answers of all processes, this one's included: at once when all that listen have answered, otherwise after a second.
   *
   * Errors: none. A process that is away or hangs is among the silent.
   */
  ask(question: string, about?: string): Promise<Asked>;
}

export interface ProcessQuestionsDeps {
  notify: Pick<Notifier, "publish" | "subscribe" | "listening" | "processId" | "listeners">;
  messages: SignedMessages;
  timeoutMilliseconds?: number;
}

interface Open {
  answers: Map<string, ProcessAnswer>;
  askedAt: number;
  check(): void;
}

export function createProcessQuestions(deps: ProcessQuestionsDeps): ProcessQuestions & { close(): void } {
  const { notify, messages, timeoutMilliseconds = 1_000 } = deps;
  const responders = new Map<string, (about: string) => unknown>();
  const open = new Map<string, Open>();

  const stops = [
    notify.subscribe(askChannel, (payload) => {
      const asked = questionShape.safeParse(messages.read(askChannel, payload)).data;
      // Our own are answered without the way there and back.
      if (!asked || open.has(asked.id)) return;
      void respond(asked).catch(() => undefined);
    }),
    notify.subscribe(answerChannel, (payload) => {
      const given = answerShape.safeParse(messages.read(answerChannel, payload)).data;
      const asked = given && open.get(given.id);
      if (!asked) return;
      const { process, answer } = given;
      asked.answers.set(process, { process, answer, afterMs: performance.now() - asked.askedAt });
      asked.check();
    }),
  ];

  /** Errors: those of publishing; RangeError for an answer that is too long. The asker counts this process as silent then. */
  async function respond({ id, question, about }: z.output<typeof questionShape>): Promise<void> {
    const answer = await responders.get(question)?.(about);
    if (answer === undefined) return;
    const given = { id, process: steadyId(notify.processId), answer };
    await notify.publish(answerChannel, messages.write(answerChannel, given));
  }

  async function ownAnswer(question: string, about: string): Promise<ProcessAnswer[]> {
    const answer = await responders.get(question)?.(about);
    return answer === undefined ? [] : [{ process: steadyId(notify.processId), answer, afterMs: 0 }];
  }

  /** Errors: those of publishing and of asking for the listeners. */
  async function askOthers(question: string, about: string): Promise<Pick<Asked, "answers" | "silent">> {
    const id = randomUUID();
    const { promise, resolve } = Promise.withResolvers<void>();
    const gaveUp = new AbortController();
    const own = steadyId(notify.processId);
    let expected: readonly string[] | undefined;
    const asked: Open = {
      answers: new Map(),
      askedAt: performance.now(),
      check() {
        if (expected?.every((one) => asked.answers.has(one))) resolve();
      },
    };
    open.set(id, asked);
    try {
      const published = notify.publish(askChannel, messages.write(askChannel, { id, question, about }));
      const [listeners] = await Promise.all([notify.listeners(), published]);
      expected = listeners.filter((one) => one !== own);
      asked.check();
      await Promise.race([promise, delay(timeoutMilliseconds, undefined, { signal: gaveUp.signal })]);
      // An answer that came while this process stood still is read before it counts as missing.
      await setImmediate();
      const silent = expected.filter((one) => !asked.answers.has(one));
      return { answers: [...asked.answers.values()], silent };
    } finally {
      gaveUp.abort();
      open.delete(id);
    }
  }

  return {
    answer(question, respondTo) {
      responders.set(question, respondTo);
      return () => void responders.delete(question);
    },

    async ask(question, about = "") {
      const own = await ownAnswer(question, about);
      const others = notify.listening ? await askOthers(question, about).catch(() => undefined) : undefined;
      if (others) return { answers: [...own, ...others.answers], silent: others.silent, reached: true };
      const self = steadyId(notify.processId);
      const listeners = await notify.listeners().catch(() => []);
      return { answers: own, silent: listeners.filter((one) => one !== self), reached: false };
    },

    close() {
      for (const stop of stops) stop();
    },
  };
}
