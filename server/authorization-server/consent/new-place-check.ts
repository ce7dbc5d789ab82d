import { interactionPolicy } from "oidc-provider";
import { goesToNewPlace } from "#server/authorization-server/grants/existing-grant.ts";

export const newPlaceReason = "redirect_place_new";

/**
 * Asks again when the answer would go to a place that the person has not allowed, also when the request names no scope. With prompt=none
 * the app gets consent_required (OIDC Core §3.1.2.6).
 */
export function newPlaceCheck(): interactionPolicy.Check {
  const { Check } = interactionPolicy;
  const description = "the redirect address is at another place than those that the person allowed";
  return new Check(newPlaceReason, description, "consent_required", (ctx) =>
    goesToNewPlace(ctx) ? Check.REQUEST_PROMPT : Check.NO_NEED_TO_PROMPT,
  );
}
