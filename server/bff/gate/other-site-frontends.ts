import type { IncomingMessage } from "node:http";
import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { NamesToTell } from "#server/http/names-to-tell.ts";
import type { CallOrigins } from "./call-origin-policy.ts";
import { isOtherSite } from "./other-site-policy.ts";

const namedMax = 50;

/**
 * Frontends that are listed, but on another site than the portal: browsers keep the session cookie (SameSite=Lax) from their calls,
 * so a sign-in there would come back signed out for ever.
 *
 * Warns at start of those that the names give away; the others when the browser says so (`Sec-Fetch-Site`), each once an hour.
 */
export class OtherSiteFrontends {
  readonly #listed: CallOrigins;
  readonly #log: Pick<Logger, "warn"> | undefined;
  readonly #names: NamesToTell;

  constructor(listed: CallOrigins, log: Pick<Logger, "warn"> | undefined, nowMs?: () => number) {
    this.#listed = listed;
    this.#log = log;
    this.#names = new NamesToTell(namedMax, nowMs);
    for (const origin of listed.frontends) if (isOtherSite(origin, listed.own)) this.#warn(origin);
  }

  /** Whether a call comes from such a frontend, as the browser says. Other programs send their cookies to any site. */
  calls({ headers }: Pick<IncomingMessage, "headers">): boolean {
    const { origin, "sec-fetch-site": site } = headers;
    if (origin === undefined || !this.#listed.frontends.has(origin)) return false;
    return site === "cross-site";
  }

  /**
   * Why a call without a session is refused: session_required, or frontend_on_other_site where signing in would not help.
   */
  refusal(request: Pick<IncomingMessage, "headers">): AppError {
    if (!this.calls(request)) return new AppError("session_required");
    const origin = request.headers.origin ?? "";
    if (this.#names.take(origin)) this.#warn(origin);
    return new AppError("frontend_on_other_site", { detail: origin });
  }

  #warn(origin: string): void {
    this.#log?.warn(
      "a frontend is on another site than the portal: browsers keep the session cookie from it, so it stays signed out",
      { origin, portal: this.#listed.own, see: "docs/bff.md, “Frontends on other origins”" },
    );
  }
}
