import type { Logger } from "#server/http/log/logger.ts";
import { NamesToTell } from "#server/http/names-to-tell.ts";
import type { CallOrigins } from "./call-origin-policy.ts";

const namedMax = 50;

/**
 * Names in the log which origins `frontendOrigins` would have to list: browsers tell a frontend's developer next to nothing
 * of why a call failed or a sign-in ended elsewhere.
 *
 * Each once an hour, and so many at most: strangers are refused the same way, and may call themselves what they like.
 */
export class UnlistedOrigins {
  readonly listed: CallOrigins;
  readonly #log: Logger | undefined;
  readonly #names: NamesToTell;

  constructor(listed: CallOrigins, log: Logger | undefined, nowMs?: () => number) {
    this.listed = listed;
    this.#log = log;
    this.#names = new NamesToTell(namedMax, nowMs);
  }

  /** @param origin as `plainOrigin` lets it through. */
  noteCall(origin: string): void {
    this.#name(origin, "a call was refused: its origin is not in the setting frontendOrigins");
  }

  /** Of an address elsewhere, nothing but the origin: its path and query may be secret. */
  noteReturnUrl(returnUrl: string | null): void {
    const origin = plainOrigin(returnUrl && URL.canParse(returnUrl) ? new URL(returnUrl).origin : undefined);
    if (origin === undefined || origin === this.listed.own || this.listed.frontends.has(origin)) return;
    this.#name(origin, "a returnUrl was left out: its origin is not in the setting frontendOrigins");
  }

  #name(origin: string, message: string): void {
    if (this.#names.take(origin)) this.#log?.warn(message, { origin });
  }
}

/** An origin as browsers write it, of no more than a name's letters; `undefined` for what only an odd client sends. */
export function plainOrigin(origin: string | undefined): string | undefined {
  if (origin === undefined || !/^https?:\/\/[\w.:[\]-]{1,260}$/.test(origin) || !URL.canParse(origin)) return undefined;
  return new URL(origin).origin === origin ? origin : undefined;
}
