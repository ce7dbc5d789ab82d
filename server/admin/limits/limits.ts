import { z } from "zod";
import type { GuessLockouts } from "#server/authorization-server/device/guess-limit.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { ProcessQuestions } from "#server/processes/process-questions.ts";
import { type LimitKey, parseGuessKey, parseRateKey, returnPathsKey } from "#server/rate-limits/limit-key.ts";
import type { RefusedKey, WatchedRateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { FullCaller, KeptReturnPathLimits } from "#server/sessions/kept-return-paths.ts";

/** A limit that refuses requests now. */
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
  /**
   * The limits in force, those first that end last; at most 40 of each process and store.
   *
   * Shape:  `complete` is false when a process that counts for itself did not answer, when there are more, and when a key isn't known
   *         here, as of a newer version. `countsFor`: whether each process counts for itself, or all together in Redis.
   * Units:  `limit` and `count` in the entry's `unit`; `until` is ISO 8601 in UTC.
   * Errors: database_unavailable.
   */
  list(): Promise<{ items: readonly LimitInForce[]; complete: boolean; countsFor: "process" | "processes" }>;
  /**
   * Forgets what was counted, in every process that counts it. `unreached`: processes that could not be asked and go on refusing.
   *
   * Shape:  looks the key up where it is counted, so that it also lifts what the list has no room for.
   * Errors: admin_target_not_found when no such limit is in force, as when it has ended by itself; database_unavailable.
   */
  lift(id: string): Promise<{ lifted: LimitInForce; unreached: number }>;
  close(): void;
}

export interface LimitsDeps {
  questions: Pick<ProcessQuestions, "answer" | "ask">;
  limiter: Pick<WatchedRateLimiter, "countsFor" | "refused" | "refusedOf" | "lift">;
  guesses: GuessLockouts;
  returnPaths: KeptReturnPathLimits;
}

const listQuestion = "limits";
const liftQuestion = "lift-limit";
/** Of each process and store: what fits into one event, and more than a person reads. */
const mostOfEach = 40;

const refusedKey = z.object({ key: z.string(), limit: z.number(), count: z.number(), endsAtSeconds: z.number() });
const refusedShape = z.object({ items: z.array(refusedKey), more: z.boolean() });
/** `refused`: what was lifted; `null` when the process refused nothing for the key. */
const liftedShape = z.object({ refused: refusedKey.nullable(), countsFor: z.enum(["process", "processes"]) });

type Lifted = { lifted: LimitInForce; unreached: number };
type Listed = { items: LimitInForce[]; complete: boolean };

/** What a source has of a key, and how its keys are read. */
const parsers = {
  rate: parseRateKey,
  "device-code": parseGuessKey,
  "return-paths": returnPathsKey,
} as const satisfies Record<string, (key: string) => LimitKey | undefined>;
type Source = keyof typeof parsers;

export function createLimits(deps: LimitsDeps): LimitsService {
  const { questions, limiter, guesses, returnPaths } = deps;
  const stops = [
    questions.answer(listQuestion, async () =>
      limiter.countsFor === "process" ? boundedOf(await limiter.refused(mostOfEach + 1)) : { items: [], more: false },
    ),
    questions.answer(liftQuestion, async (key): Promise<z.output<typeof liftedShape>> => {
      const refused = await limiter.refusedOf(key);
      if (refused) await limiter.lift(key);
      return { refused: refused ?? null, countsFor: limiter.countsFor };
    }),
  ];

  async function ofProcesses(): Promise<Listed[]> {
    const { answers, silent, reached } = await questions.ask(listQuestion);
    const found = answers.map(({ process, answer }): Listed => {
      const { data } = refusedShape.safeParse(answer);
      return data ? listedOf("rate", data, process) : { items: [], complete: false };
    });
    return [...found, { items: [], complete: reached && silent.length === 0 }];
  }

  async function ofStores(): Promise<Listed[]> {
    const shared = limiter.countsFor === "processes" ? await limiter.refused(mostOfEach + 1) : [];
    const locked = await guesses.list(mostOfEach + 1);
    const full = await returnPaths.fullCallers(mostOfEach + 1);
    return [
      listedOf("rate", boundedOf(shared), null),
      listedOf("device-code", boundedOf(locked), null),
      listedOf("return-paths", boundedOf(full.map(refusedCaller)), null),
    ];
  }

  async function list() {
    const found = (await Promise.all([ofProcesses(), ofStores()])).flat();
    return {
      items: found.flatMap(({ items }) => items).sort((one, other) => (one.until < other.until ? 1 : -1)),
      complete: found.every(({ complete }) => complete),
      countsFor: limiter.countsFor,
    };
  }

  /** In every process, because each may count for itself. */
  async function liftRate(key: string): Promise<Lifted | undefined> {
    const { answers, silent } = await questions.ask(liftQuestion, key);
    const known = answers.flatMap(({ process, answer }) => {
      const { data } = liftedShape.safeParse(answer);
      return data ? [{ ...data, process: data.countsFor === "process" ? process : null }] : [];
    });
    const refused = known.flatMap((one) => (one.refused ? [{ ...one.refused, process: one.process }] : []));
    const [last] = refused.sort((one, other) => other.endsAtSeconds - one.endsAtSeconds);
    const lifted = last && inForce("rate", last, last.process);
    return lifted && { lifted, unreached: silent.length + answers.length - known.length };
  }

  async function liftStored(source: Exclude<Source, "rate">, key: string): Promise<Lifted | undefined> {
    const caller = source === "return-paths" ? await returnPaths.fullCaller(key) : undefined;
    const refused = source === "return-paths" ? caller && refusedCaller(caller) : await guesses.find(key);
    const lifted = refused && inForce(source, refused, null);
    if (!lifted) return undefined;
    if (source === "return-paths") await returnPaths.forgetCaller(key);
    else await guesses.lift(key);
    return { lifted, unreached: 0 };
  }

  return {
    list,

    async lift(id) {
      const [source, key] = splitId(id);
      if (!isSource(source) || !parsers[source](key)) throw new AppError("admin_target_not_found");
      const done = source === "rate" ? await liftRate(key) : await liftStored(source, key);
      if (!done) throw new AppError("admin_target_not_found");
      return done;
    },

    close() {
      for (const stop of stops) stop();
    },
  };
}

function splitId(id: string): [source: string, key: string] {
  const space = id.indexOf(" ");
  return [id.slice(0, space), id.slice(space + 1)];
}

function isSource(name: string): name is Source {
  return Object.hasOwn(parsers, name);
}

function refusedCaller({ caller, bytes, limitBytes, firstEndsAtSeconds }: FullCaller): RefusedKey {
  return { key: caller, count: bytes, limit: limitBytes, endsAtSeconds: firstEndsAtSeconds };
}

function boundedOf(found: readonly RefusedKey[]): z.output<typeof refusedShape> {
  return { items: found.slice(0, mostOfEach), more: found.length > mostOfEach };
}

/** A key that isn't known here is left out, and the list is incomplete. */
function listedOf(source: Source, { items, more }: z.output<typeof refusedShape>, process: string | null): Listed {
  const known = items.flatMap((one) => inForce(source, one, process) ?? []);
  return { items: known, complete: !more && known.length === items.length };
}

function inForce(
  source: Source,
  { key, limit, count, endsAtSeconds }: RefusedKey,
  process: string | null,
): LimitInForce | undefined {
  const parsed = parsers[source](key);
  if (!parsed) return undefined;
  const until = new Date(endsAtSeconds * 1000).toISOString();
  return { ...parsed, id: `${source} ${key}`, limit, count, until, process };
}
