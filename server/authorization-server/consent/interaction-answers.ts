import { createHash } from "node:crypto";
import { setTimeout as delay } from "node:timers/promises";
import type Provider from "oidc-provider";
import type { InteractionResults } from "oidc-provider";
import { payloadOf } from "#server/authorization-server/library/oidc-provider-internals.ts";
import { hashRecordId } from "#server/authorization-server/records/oidc-record-store.ts";
import { sealPayload } from "#server/authorization-server/records/sealed-payloads.ts";
import { nowMs as currentMs } from "#server/clock.ts";
import { openUnderId, sealUnderId } from "#server/crypto/seal-under-id.ts";
import type { RunQuery } from "#server/database/run-transaction.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Interaction } from "./consent-request.ts";
import type { InteractionAnswerStore } from "./interaction-answer-store.ts";
import { setResult } from "./interaction-result.ts";

/** What an app got as the answer: the arguments of the response mode. */
export interface KeptAnswer {
  mode: string;
  redirectUri: string;
  parameters: Record<string, unknown>;
  clientId: string;
  /** The session that answered: only it gets the result. */
  sessionId: string;
}

const pollMs = 50;
/** How long a request that went on may take until its answer is kept. */
const waitMs = 3_000;
const keptPurpose = "kept-answer";

/** The answer that a form stands for, of one session: pressed twice it is the same, with another tick it is another. */
export function answerMark(session: Pick<LiveSession, "id">, allow: boolean, scopes: readonly string[]): string {
  const said = [session.id, allow, allow ? [...scopes].sort() : []];
  return createHash("sha256").update(JSON.stringify(said)).digest("base64url");
}

export type InteractionAnswers = ReturnType<typeof createInteractionAnswers>;

/**
 * Answers to authorization requests: the first one wins, and the same one by the same browser leads to the same place, for
 * the minute that a code is good. A form is pressed twice where the server is slow: the browser drops the first answer.
 *
 * Races: two contrary answers, or two continuations of one, can't both count (interaction-answer-store.ts).
 */
export function createInteractionAnswers(deps: {
  provider: Pick<Provider, "issuer" | "pathFor">;
  store: InteractionAnswerStore;
  nowMs?: () => number;
}) {
  const { provider, store, nowMs = currentMs } = deps;
  const find = (uid: string) => store.find(hashRecordId(uid), new Date(nowMs()));

  return {
    /** Takes an answer, if it is the first: as a step of a transaction, or by itself. */
    async claim(interaction: Interaction, result: InteractionResults, answer: string) {
      setResult(interaction, result);
      const { uid } = interaction;
      const payload = sealPayload("Interaction", uid, await payloadOf(interaction));
      return (run?: RunQuery) => store.claim({ idHash: hashRecordId(uid), payload, answer }, run);
    },

    /**
     * Where an answer leads that came second: where the first one did, if it is the same.
     *
     * Errors: interaction_expired for another answer, and when there is none (any more).
     */
    async requireSame(uid: string, answer: string): Promise<string> {
      if ((await find(uid))?.answer !== answer) throw new AppError("interaction_expired");
      return provider.issuer + provider.pathFor("resume", { uid });
    },

    async keep(uid: string, kept: KeptAnswer): Promise<void> {
      await store.keep(hashRecordId(uid), sealUnderId(uid, keptPurpose, kept));
    },

    /** What the app was answered, once that is known; `undefined` when the request didn't go on, or that is long ago. */
    async kept(uid: string): Promise<KeptAnswer | undefined> {
      for (let left = waitMs / pollMs; ; left--) {
        const row = await find(uid);
        if (!row?.consumedAt) return undefined;
        if (row.payload.kept) return openUnderId(uid, keptPurpose, row.payload.kept) as KeptAnswer;
        if (left <= 0 || nowMs() - row.consumedAt.getTime() > waitMs) return undefined;
        await delay(pollMs);
      }
    },
  };
}
