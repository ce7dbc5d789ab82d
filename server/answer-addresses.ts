import type { ConsentService } from "#server/authorization-server/consent/consent-service.ts";
import type { LogoutService } from "#server/authorization-server/logout/logout-service.ts";

export interface AnswerAddressesDeps {
  consent: Pick<ConsentService, "answerAddressFor">;
  logout: Pick<LogoutService, "answerAddressFor">;
}

/**
 * Where the page at a path leads once it is answered: to the app that asked for consent, from the sign-in page on, or
 * for a sign-out. Apps that registered themselves are in no setting, so each request is looked at.
 */
export function createAnswerAddresses({ consent, logout }: AnswerAddressesDeps) {
  return async (target: string): Promise<string | undefined> => {
    const [path = "", query = ""] = target.split("?", 2);
    if (path === "/sign-in") return consent.answerAddressFor(new URLSearchParams(query).get("return_to") ?? "");
    if (path === "/sign-out/app") return logout.answerAddressFor(new URLSearchParams(query));
    return consent.answerAddressFor(target);
  };
}
