import { createHash } from "node:crypto";
import type { OnceOutput } from "#server/admin/admin.ts";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import { nowMs as currentMs } from "#server/clock.ts";
import { Secret } from "#server/crypto/secret.ts";
import type { TokenCipher } from "#server/crypto/token-cipher.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { ErrorEntry } from "#server/errors/error-entry.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { toAppError } from "#server/http/problem.ts";
import type { IdempotencyStore } from "./idempotency-store.ts";

const dayMs = 24 * 60 * 60_000;
/** Longer than any operation takes. What has no output after it has failed on the way, or its process has ended. */
const runningMs = 5 * 60_000;

export interface KeyedRequest {
  key: string;
  actor: AdminActor;
  operation: string;
  input: unknown;
}

export interface IdempotencyKeys {
  /**
   * Runs a request once for its key, actor and client, and gives the same output to its repetitions for a day. A request that is
   * refused has changed nothing, so it is forgotten and may be sent again. A failure of ours may come after the change, so that
   * request isn't run again.
   *
   * Errors: idempotency_in_progress; idempotency_outcome_unknown; idempotency_key_reused for another operation or input;
   *         admin_not_allowed when the actor has lost a permission that they had at the first request; those of `run`.
   * Races:  between processes too, because the database decides who runs it.
   */
  once(request: KeyedRequest, run: () => Promise<unknown>): Promise<OnceOutput>;
}

interface Kept {
  fingerprint: string;
  /** Of the actor at the first request, because an operation may ask for more than its own by its input. */
  permissions: readonly string[];
  output?: unknown;
}

export function createIdempotencyKeys(deps: {
  store: Omit<IdempotencyStore, "purgeExpired">;
  cipher: TokenCipher;
  nowMs?: () => number;
}): IdempotencyKeys {
  const { store, cipher, nowMs = currentMs } = deps;
  const cellOf = (id: string) => ({ table: "idempotency_keys", id, column: "sealed" });

  /** Encrypted, because an output may have a secret that is shown once, and a hash of short input could be guessed. */
  const seal = (id: string, kept: Kept) => cipher.encrypt(cellOf(id), new Secret(JSON.stringify(kept)));

  async function keptOutput(id: string, fingerprint: string, actor: AdminActor): Promise<OnceOutput> {
    const row = await store.find(id);
    // Gone means that the request was refused just now.
    if (!row) throw new AppError("idempotency_in_progress");
    const kept = JSON.parse((await cipher.decrypt(cellOf(id), row.sealed)).reveal()) as Kept;
    if (kept.fingerprint !== fingerprint) throw new AppError("idempotency_key_reused");
    const { runningUntil } = row;
    if (runningUntil !== null) {
      throw new AppError(runningUntil.getTime() > nowMs() ? "idempotency_in_progress" : "idempotency_outcome_unknown");
    }
    const held: ReadonlySet<string> = actor.permissions;
    const lost = kept.permissions.find((permission) => !held.has(permission));
    if (lost !== undefined) throw new AppError("admin_not_allowed", { facts: { permission: lost } });
    return { output: kept.output, replayed: true };
  }

  /** Of the row of a request that failed. A failure of the database here leaves it as it is: running, then unknown. */
  async function settleFailed(id: string, error: unknown): Promise<void> {
    const { status }: ErrorEntry = errorTable[toAppError(error).code];
    await (status < 500 ? store.remove(id) : store.stop(id, new Date(nowMs()))).catch(() => undefined);
  }

  return {
    async once({ key, actor, operation, input }, run) {
      const id = hashOf([key, actor.name, actor.clientId]);
      const fingerprint = hashOf([operation, input]);
      const kept: Kept = { fingerprint, permissions: [...actor.permissions] };
      const now = nowMs();
      const times = { now: new Date(now), runningUntil: new Date(now + runningMs), expiresAt: new Date(now + dayMs) };
      if (!(await store.begin(id, await seal(id, kept), times))) return keptOutput(id, fingerprint, actor);
      let output: unknown;
      try {
        output = await run();
      } catch (error) {
        await settleFailed(id, error);
        throw error;
      }
      const sealed = await seal(id, { ...kept, output });
      // It is done, so the caller gets the output also when it can't be kept for a repetition.
      await store.finish(id, sealed).catch(() => undefined);
      return { output, replayed: false };
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
