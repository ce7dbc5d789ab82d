import { sessionAcr } from "#server/authorization-server/library/session-acr.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/** What an interaction's login prompt demands, and the session of the browser. */
export interface LoginQuestion {
  /** oidc-provider's reasons: no_session, login_prompt, max_age, id_token_hint, essential_acr, … */
  reasons: readonly string[];
  startedAtSeconds: number;
  /** The Portico session that the interaction began with. */
  originSessionId: string | undefined;
  /** Subject that id_token_hint or the claims parameter demands. */
  demandedSubject: string | undefined;
  /** Any of which the app demands (`essential`). */
  demandedAcrs: readonly string[];
  session: Pick<LiveSession, "id" | "userId" | "acr" | "createdAtSeconds"> | null;
}

export type LoginStep =
  | { kind: "sign_in"; fresh: boolean }
  | { kind: "continue" }
  | { kind: "refuse"; error: string; description: string };

const acrReasons = new Set(["essential_acr", "essential_acrs"]);
const unmet = {
  kind: "refuse",
  error: "unmet_authentication_requirements",
  description: "the requested acr could not be reached",
} as const;

/**
 * Whether the session answers the prompt, a new sign-in is needed, or nothing can answer it.
 *
 * Fresh means: a session that began after the question was asked, and not the one it was asked in. A provider that
 * signs people in without asking still counts, because the prompt could never be answered otherwise; auth_time has the true time.
 */
export function decideLogin(question: LoginQuestion): LoginStep {
  const { reasons, session } = question;
  const wantsFresh = reasons.some((reason) => reason !== "no_session");
  if (!session) return { kind: "sign_in", fresh: wantsFresh };
  // Another session than the one known then must have begun since; what is left to allow for is clocks that disagree.
  const skewSeconds = question.originSessionId === undefined ? 0 : 30;
  const isFresh =
    session.id !== question.originSessionId && session.createdAtSeconds >= question.startedAtSeconds - skewSeconds;
  const demanded = question.demandedSubject;
  const isDemanded = demanded === undefined || demanded === session.userId;
  const onlySubject = reasons.every((reason) => subjectReasons.has(reason) || reason === "no_session");
  if (onlySubject && isDemanded) return { kind: "continue" };
  if (!isFresh) return { kind: "sign_in", fresh: true };
  if (!isDemanded) return { kind: "refuse", error: "login_required", description: "another person signed in" };
  const demandsAcr = reasons.some((reason) => acrReasons.has(reason));
  return demandsAcr && !question.demandedAcrs.includes(sessionAcr(session)) ? unmet : { kind: "continue" };
}

const subjectReasons = new Set(["id_token_hint", "claims_id_token_sub_value"]);
