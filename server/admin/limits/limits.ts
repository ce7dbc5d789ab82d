import { z } from "zod";
import type { GuessLockouts } from "#server/authorization-server/device/guess-limit.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { ProcessQuestions } from "#server/processes/process-questions.ts";
import type { RefusedKey, WatchedRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { KeptReturnPathLimits } from "#server/sessions/kept-return-paths.ts";
import { type LimitKey, parseGuessKey, parseRateKey, returnPathsKey } from "./limit-key.ts";

/** A limit that refuses somebody now. */
export interface LimitInForce extends LimitKey {
  /** Names it for `lift`: where it is counted, and its key there. */
  id: string;
  limit: number;
  count: number;
  /** From then on requests are let in again. ISO 8601. */
  until: string;
  /** The process that counts it; `null`: all together. */
  process: string | null;
}

export interface LimitsService {
  /** Those that end last first. `complete`: every process that counts for itself was asked, and none had more to say. */
  list(): Promise<{ items: readonly LimitInForce[]; complete: boolean; countsFor: "process" | "processes" }>;
  /**
   * Forgets what was counted, in every process that counts it. `unreached`: processes that could not be asked and go on refusing.
   *
   * Errors: admin_target_not_found when no such limit is in force, as when it has ended by itself.
   */
  lift(id: string): Promise<{ lifted: LimitInForce; unreached: number }>;
  close(): void;
}

export interface LimitsDeps {
  questions: Pick<ProcessQuestions, "answer" | "ask">;
  limiter: Pick<WatchedRateLimiter, "countsFor" | "refused" | "lift">;
  guesses: GuessLockouts;
  returnPaths: KeptReturnPathLimits;
}

const listQuestion = "limits";
const liftQuestion = "lift-limit";
/** Of each process and store: what fits into one event, and more than a person reads. */
const mostOfEach = 40;
const sources = ["rate", "device-code", "return-paths"] as const;

const refusedShape = z.object({
  items: z.array(z.object({ key: z.string(), limit: z.number(), count: z.number(), endsAtSeconds: z.number() })),
  more: z.boolean(),
});

export function createLimits(deps: LimitsDeps): LimitsService {
  const { questions, limiter, guesses, returnPaths } = deps;
  const stops = [
    questions.answer(listQuestion, async () =>
      limiter.countsFor === "process" ? boundedOf(await limiter.refused(mostOfEach + 1)) : { items: [], more: false },
    ),
    questions.answer(liftQuestion, async (key) => ({ lifted: await limiter.lift(key) })),
  ];

  async function ofProcesses(): Promise<{ items: LimitInForce[]; complete: boolean }> {
    const { answers, silent, reached } = await questions.ask(listQuestion);
    let complete = reached && silent.length === 0;
    const items = answers.flatMap(({ process, answer }) => {
      const said = refusedShape.safeParse(answer).data;
      if (!said || said.more) complete = false;
      return said?.items.flatMap((one) => inForce("rate", one, parseRateKey(one.key), process)) ?? [];
    });
    return { items, complete };
  }

  async function ofStores(): Promise<{ items: LimitInForce[]; complete: boolean }> {
    const shared = limiter.countsFor === "processes" ? await limiter.refused(mostOfEach + 1) : [];
    const locked = await guesses.list(mostOfEach + 1);
    const full = await returnPaths.fullCallers(mostOfEach + 1);
    return {
      items: [
        ...shared.slice(0, mostOfEach).flatMap((one) => inForce("rate", one, parseRateKey(one.key), null)),
        ...locked.slice(0, mostOfEach).flatMap((one) => inForce("device-code", one, parseGuessKey(one.key), null)),
        ...full.slice(0, mostOfEach).flatMap(({ caller, bytes, limitBytes, firstEndsAtSeconds }) => {
          const counted = { key: caller, count: bytes, limit: limitBytes, endsAtSeconds: firstEndsAtSeconds };
          return inForce("return-paths", counted, returnPathsKey(caller), null);
        }),
      ],
      complete: [shared, locked, full].every(({ length }) => length <= mostOfEach),
    };
  }

  async function list() {
    const [own, stored] = await Promise.all([ofProcesses(), ofStores()]);
    const items = [...own.items, ...stored.items].sort((one, other) => (one.until < other.until ? 1 : -1));
    return { items, complete: own.complete && stored.complete, countsFor: limiter.countsFor };
  }

  return {
    list,

    async lift(id) {
      const lifted = (await list()).items.find((one) => one.id === id);
      const source = sources.find((one) => id.startsWith(`${one} `));
      if (!lifted || source === undefined) throw new AppError("admin_target_not_found");
      const key = id.slice(source.length + 1);
      if (source === "device-code") await guesses.lift(key);
      else if (source === "return-paths") await returnPaths.forgetCaller(key);
      else return { lifted, unreached: (await questions.ask(liftQuestion, key)).silent.length };
      return { lifted, unreached: 0 };
    },

    close() {
      for (const stop of stops) stop();
    },
  };
}

function boundedOf(found: readonly RefusedKey[]): z.output<typeof refusedShape> {
  return { items: found.slice(0, mostOfEach), more: found.length > mostOfEach };
}

function inForce(
  source: (typeof sources)[number],
  { key, limit, count, endsAtSeconds }: RefusedKey,
  parsed: LimitKey | undefined,
  process: string | null,
): LimitInForce[] {
  if (!parsed) return [];
  const until = new Date(endsAtSeconds * 1000).toISOString();
  return [{ ...parsed, id: `${source} ${key}`, limit, count, until, process }];
}
