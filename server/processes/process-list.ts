import { nowMs as processMs } from "#server/clock.ts";
import type { Notifier } from "#server/database/events/notifier.ts";
import { steadyId } from "#server/database/events/process-presence.ts";
import { ownFacts, type ProcessFacts, processFactsShape } from "./process-facts.ts";
import { createProcessNotices } from "./process-notices.ts";
import type { ProcessQuestions } from "./process-questions.ts";
import type { SignedMessages } from "./signed-messages.ts";

const question = "process";

export interface ListedProcess {
  id: string;
  isOwn: boolean;
  /**
   * `answers`: it gets events. `silent`: it listens and did not answer within a second: it hangs, or runs an older version.
   * `cut_off`: it says that events don't reach it; until they do, it answers nothing from memory. `unknown`: this process is cut
   * off itself and could not ask it.
   */
  state: "answers" | "silent" | "cut_off" | "unknown";
  /** Since when it is cut off; epoch milliseconds by its own clock. */
  sinceMs: number | null;
  /** Milliseconds from the question to its answer; `null` without one. */
  answeredAfterMs: number | null;
  /** `null` for a process that never said anything to this one. */
  facts: ProcessFacts | null;
}

export interface ProcessList {
  /** The processes of the portal, this one first. Errors: none. */
  list(): Promise<{ items: readonly ListedProcess[]; complete: boolean }>;
  close(): Promise<void>;
}

export interface ProcessListDeps {
  notify: Pick<Notifier, "publish" | "subscribe" | "listening" | "onListeningChange" | "processId">;
  questions: Pick<ProcessQuestions, "answer" | "ask">;
  messages: SignedMessages;
  role: ProcessFacts["role"];
  nowMs?: () => number;
}

/**
 * Which processes there are, by asking them: nothing is written to the database, and while all is well nothing is sent but the
 * question and its answers. A process that can't be asked because it gets no events says so by itself, repeatedly (process-notices.ts).
 */
export function createProcessList(deps: ProcessListDeps): ProcessList {
  const { notify, questions, messages, role, nowMs = processMs } = deps;
  const notices = createProcessNotices({ notify, messages, facts: () => ownFacts(role), nowMs });
  const stopAnswering = questions.answer(question, () => ownFacts(role));

  return {
    async list() {
      const ownId = steadyId(notify.processId);
      const { answers, silent, reached } = await questions.ask(question);
      const answering = answers.flatMap(({ process, answer, afterMs }): ListedProcess[] => {
        const { data: facts } = processFactsShape.safeParse(answer);
        if (!facts) return [];
        notices.remember(process, facts);
        const isOwn = process === ownId;
        const cutOff = isOwn ? notices.ownCutOffSinceMs() : undefined;
        const state = cutOff === undefined ? "answers" : "cut_off";
        const answeredAfterMs = isOwn ? null : Math.round(afterMs);
        return [{ id: process, isOwn, state, sinceMs: cutOff ?? null, answeredAfterMs, facts }];
      });
      const other = { isOwn: false, answeredAfterMs: null };
      // Those that answered are remembered as reached.
      const cutOff = notices.cutOff().map((one): ListedProcess => ({ ...other, ...one, state: "cut_off" }));
      const left = silent.filter((id) => !cutOff.some((one) => one.id === id));
      const others = left.map((id): ListedProcess => {
        const state = reached ? "silent" : "unknown";
        return { ...other, id, state, sinceMs: null, facts: notices.factsOf(id) ?? null };
      });
      return { items: [...answering, ...others, ...cutOff].sort(byOwnThenStart), complete: reached };
    },

    async close() {
      stopAnswering();
      await notices.close();
    },
  };
}

function byOwnThenStart(one: ListedProcess, other: ListedProcess): number {
  if (one.isOwn !== other.isOwn) return one.isOwn ? -1 : 1;
  return (one.facts?.startedAtMs ?? 0) - (other.facts?.startedAtMs ?? 0) || (one.id < other.id ? -1 : 1);
}
