import type { ConsentService } from "#server/authorization-server/consent/consent-service.ts";
import type { LogoutService } from "#server/authorization-server/logout/logout-service.ts";
import { targetQuery } from "#server/http/request-target.ts";
import type { Route } from "#server/routes/route.ts";

export interface AnswerAddressesDeps {
  consent: Pick<ConsentService, "answerAddressFor">;
  logout: Pick<LogoutService, "answerAddressFor">;
}

/**
 * Where the page at a path leads once it is answered: to the app that asked for consent, from the sign-in page on, or
 * for a sign-out. Apps that registered themselves are in no setting, so each request is looked at.
 */
export function createAnswerAddresses({ consent, logout }: AnswerAddressesDeps) {
  return async (leadsTo: NonNullable<Route["leadsTo"]>, target: string): Promise<string | undefined> => {
    if (leadsTo === "consent") return consent.answerAddressFor(target);
    const query = targetQuery(target);
    if (leadsTo === "sign-out") return logout.answerAddressFor(query);
    return consent.answerAddressFor(query.get("return_to") ?? "");
  };
}
