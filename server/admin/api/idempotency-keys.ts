import { createHash } from "node:crypto";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import { nowMs as currentMs } from "#server/clock.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { ApiAnswer } from "./answer-output.ts";
import type { IdempotencyStore } from "./idempotency-store.ts";

const dayMs = 24 * 60 * 60_000;
/** Longer than any operation takes. A request whose process has ended may be run again after it. */
const runningMs = 5 * 60_000;

export interface KeyedRequest {
  key: string;
  actor: AdminActor;
  operation: string;
  input: unknown;
}

export interface IdempotencyKeys {
  /**
   * Runs a request once for its key, actor and client, and gives the same answer to its repetitions for a day. A request that fails
   * has changed nothing, so it is forgotten and may be sent again.
   *
   * Errors: idempotency_in_progress; idempotency_key_reused for another operation or input; those of `run`.
   * Races:  between processes too, because the database decides who runs it.
   */
  once(request: KeyedRequest, run: () => Promise<ApiAnswer>): Promise<ApiAnswer>;
}

interface Kept {
  fingerprint: string;
  answer?: ApiAnswer;
}

export function createIdempotencyKeys(deps: {
  store: Omit<IdempotencyStore, "purgeExpired">;
  cipher: TokenCipher;
  nowMs?: () => number;
}): IdempotencyKeys {
  const { store, cipher, nowMs = currentMs } = deps;
  const cellOf = (id: string) => ({ table: "idempotency_keys", id, column: "sealed" });

  /** Encrypted, because an answer may have a secret that is shown once, and a hash of short input could be guessed. */
  const seal = (id: string, kept: Kept) => cipher.encrypt(cellOf(id), new Secret(JSON.stringify(kept)));

  async function keptAnswer(id: string, fingerprint: string): Promise<ApiAnswer> {
    const row = await store.find(id);
    // Gone means that the request failed just now.
    if (!row) throw new AppError("idempotency_in_progress");
    const kept = JSON.parse((await cipher.decrypt(cellOf(id), row.sealed)).reveal()) as Kept;
    if (kept.fingerprint !== fingerprint) throw new AppError("idempotency_key_reused");
    if (row.isRunning || !kept.answer) throw new AppError("idempotency_in_progress");
    return { ...kept.answer, headers: { ...kept.answer.headers, "idempotency-replayed": "true" } };
  }

  return {
    async once({ key, actor, operation, input }, run) {
      const id = hashOf([key, actor.name, actor.clientId]);
      const fingerprint = hashOf([operation, input]);
      const now = nowMs();
      const times = { now: new Date(now), runningUntil: new Date(now + runningMs), expiresAt: new Date(now + dayMs) };
      if (!(await store.begin(id, await seal(id, { fingerprint }), times))) return keptAnswer(id, fingerprint);
      let answer: ApiAnswer;
      try {
        answer = await run();
      } catch (error) {
        await store.remove(id);
        throw error;
      }
      const sealed = await seal(id, { fingerprint, answer });
      // It is done, so the caller gets the answer also when it can't be kept for a repetition.
      await store.finish(id, sealed).catch(() => undefined);
      return answer;
    },
  };
}

/** Of values whose objects may have their members in any order. */
function hashOf(values: readonly unknown[]): string {
  return createHash("sha256")
    .update(JSON.stringify(values, (_, value: unknown) => (isMembers(value) ? sorted(value) : value)))
    .digest("base64url");
}

function isMembers(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sorted(value: object): object {
  return Object.fromEntries(Object.entries(value).sort(([one], [other]) => (one < other ? -1 : 1)));
}
