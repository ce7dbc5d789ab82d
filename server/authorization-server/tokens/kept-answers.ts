import { setTimeout as delay } from "node:timers/promises";
import { AlreadyConsumed } from "#server/authorization-server/records/already-consumed.ts";
import { hashRecordId, type OidcRecordStore } from "#server/authorization-server/records/oidc-record-store.ts";
import { nowMs } from "#server/clock.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { openRefreshAnswer, type RefreshAnswer, sealRefreshAnswer } from "./refresh-answer.ts";
import { type RotationStore, usedMark } from "./rotation-store.ts";

export type AnswerBody = RefreshAnswer["body"];

/**
 * What became of a rotation: its answer, and whether that is to the same request; "superseded" once its new refresh token
 * was used or ended; "abandoned" when none was kept, because the process died on the way or the database failed it.
 */
export type Rotation = { body: AnswerBody; fits: boolean } | "superseded" | "abandoned";

export interface KeptAnswers {
  /** Waits until `deadlineMs` for an answer: another process may be at it. */
  await(refreshToken: string, request: string, deadlineMs: number): Promise<Rotation>;
  /**
   * The answer that counts: this one, unless a rotation that took over was faster. Errors: AlreadyConsumed when the
   * token was ended meanwhile.
   */
  keep(refreshToken: string, answer: RefreshAnswer, deadlineMs: number): Promise<AnswerBody>;
  /** Whether the access token of an answer was shown to userinfo or to an API: then the app has got that answer. */
  wasUsed(answer: AnswerBody): Promise<boolean>;
  /** Undoes the rotation of that second, if its answer never arrived ("used": one of its tokens was used after all). */
  takeBack(refreshToken: string, consumedAtSeconds: number): Promise<"undone" | "used" | "raced">;
}

const pollMs = 50;

/** Answers to refreshes, kept for an app that repeats its request (RFC 9700 §4.14.2). */
export function createKeptAnswers(
  store: Pick<OidcRecordStore, "find">,
  rotations: Pick<RotationStore, "keepAnswer" | "takeBack">,
  log: Pick<Logger, "warn">,
): KeptAnswers {
  async function look(value: string, request: string): Promise<Exclude<Rotation, "abandoned"> | "pending"> {
    const record = await store.find("RefreshToken", hashRecordId(value));
    if (!record) return "superseded";
    if (!record.answer) return "pending";
    const answer = await openRefreshAnswer(value, record.answer);
    const successor = await store.find("RefreshToken", successorOf(answer));
    // The app has got the answer and used it: this is no retry of its own.
    if (!successor || successor.consumedAt) return "superseded";
    return { body: answer.body, fits: answer.request === request };
  }

  async function wait(value: string, request: string, deadlineMs: number): Promise<Rotation> {
    for (;;) {
      const answer = await look(value, request);
      if (answer !== "pending") return answer;
      if (nowMs() >= deadlineMs) return "abandoned";
      await delay(pollMs);
    }
  }

  return {
    await: wait,

    async keep(value, answer, deadlineMs) {
      const sealed = await sealRefreshAnswer(value, answer);
      let kept: boolean;
      try {
        kept = await rotations.keepAnswer(hashRecordId(value), sealed, successorOf(answer));
      } catch (error) {
        // The tokens are issued: better a retry that costs another rotation than no answer at all.
        log.warn("the answer to a refresh can't be kept for a retry", { error });
        return answer.body;
      }
      if (kept) return answer.body;
      const counts = await wait(value, answer.request, deadlineMs);
      if (typeof counts === "string" || !counts.fits) throw new AlreadyConsumed();
      return counts.body;
    },

    async wasUsed({ access_token: accessToken }) {
      const record = await store.find("AccessToken", hashRecordId(String(accessToken)));
      return record?.answer === usedMark;
    },

    async takeBack(value, consumedAtSeconds) {
      const { undone, used } = await rotations.takeBack(hashRecordId(value), consumedAtSeconds);
      if (undone) return "undone";
      return used ? "used" : "raced";
    },
  };
}

function successorOf({ body }: RefreshAnswer): string {
  return hashRecordId(String(body["refresh_token"]));
}
