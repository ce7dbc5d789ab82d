import type { IncomingMessage } from "node:http";
import { type AccessRefusal, accessError } from "#server/access/policy/access-refusal.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { ForwardAddresses } from "#server/forward-auth/addresses.ts";
import type { Asked } from "#server/forward-auth/asked.ts";
import type { ForwardPage } from "#server/forward-auth/page.ts";
import type { ForwardPlace, ForwardPlaces } from "#server/forward-auth/places.ts";
import { checkForwardTarget, type ForwardTargets } from "#server/forward-auth/target-policy.ts";
import { wantedTarget } from "#server/forward-auth/wanted-target.ts";
import { wantsPage } from "#server/http/navigation.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { sendProblem } from "#server/http/problem.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

export interface AccessRefusalDeps {
  places: ForwardPlaces;
  addresses: ForwardAddresses;
  targetsAt: (place: ForwardPlace) => ForwardTargets;
  answerPage: ForwardPage;
  logRefusal(request: IncomingMessage, error: AppError): void;
}

/**
 * Answers app_not_allowed to a signed-in person. A person gets a page that names the account and offers another one, because a new sign-in
 * would lead back here and a bare 403 nowhere; a program gets the problem.
 */
export function createAccessRefusal({ places, addresses, targetsAt, answerPage, logRefusal }: AccessRefusalDeps) {
  /** The portal's sign-in with another account, and back to what was refused. */
  async function switchPath(asked: Asked): Promise<string> {
    const { place, query } = asked;
    const wanted = wantedTarget(asked, true) ?? (await addresses.read(query, "rd"));
    const { origin, pathname, search, hash } = new URL(checkForwardTarget(wanted, targetsAt(place)), place.origin);
    const path = pathname + search + hash;
    const back = await addresses.portalPath(origin === places.portal.origin ? path : origin + path);
    return `/sign-in?${new URLSearchParams({ prompt: "select_account", return_to: back })}`;
  }

  return async (asked: Asked, session: LiveSession, refusal?: AccessRefusal): Promise<void> => {
    const { request, response } = asked;
    const { userId } = session;
    const error = refusal
      ? accessError("app_not_allowed", refusal, { userId })
      : new AppError("app_not_allowed", { detail: `user ${userId}`, refusal: { rule: "forward_auth.conditions" } });
    logRefusal(request, error);
    noteRefusal(error, { userId: session.userId });
    if (!wantsPage(request)) sendProblem(response, error);
    else answerPage(asked, error, { session, switchPath: await switchPath(asked) });
  };
}
