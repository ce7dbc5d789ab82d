import type { LiveSession } from "#server/sessions/live-session.ts";

/** What an interaction's login prompt wants, and who is there. */
export interface LoginQuestion {
  /** oidc-provider's reasons: no_session, login_prompt, max_age, id_token_hint, essential_acr, … */
  reasons: readonly string[];
  startedAtSeconds: number;
  /** The Portico session that the interaction began with. */
  originSessionId: string | undefined;
  /** Subject that id_token_hint or the claims parameter demands. */
  demandedSubject: string | undefined;
  session: Pick<LiveSession, "id" | "userId" | "createdAtSeconds"> | null;
}

export type LoginStep =
  | { kind: "sign_in"; fresh: boolean }
  | { kind: "continue" }
  | { kind: "refuse"; error: string; description: string };

const unmetByFreshSignIn: Readonly<Record<string, { error: string; description: string }>> = {
  essential_acr: { error: "unmet_authentication_requirements", description: "the requested acr could not be reached" },
  essential_acrs: { error: "unmet_authentication_requirements", description: "the requested acr could not be reached" },
};

/**
 * Whether who is signed in answers the question, has to sign in (again), or can't answer it at all.
 *
 * Fresh means: a session that began after the question was asked, and not the one it was asked in. A provider that
 * signs people in silently still counts, or nobody could ever get past it; auth_time tells the app the truth.
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
  if (!isDemanded) return { kind: "refuse", error: "login_required", description: "somebody else signed in" };
  const unmet = reasons.map((reason) => unmetByFreshSignIn[reason]).find((answer) => answer !== undefined);
  return unmet ? { kind: "refuse", ...unmet } : { kind: "continue" };
}

const subjectReasons = new Set(["id_token_hint", "claims_id_token_sub_value"]);
