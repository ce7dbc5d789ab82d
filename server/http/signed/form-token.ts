import { nowSeconds } from "#server/clock.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import { AppError } from "#server/errors/app-error.ts";

const lifetimeSeconds = 60 * 60 * 4;

/** The session whose page has the form. */
interface Owner {
  id: string;
}

/** CSRF tokens of our HTML forms: an HMAC over session, purpose and time; nothing is stored. */
export interface FormTokens {
  /** The hidden field `form_token`. `purpose` names the form and what it acts on, e.g. `consent/<uid>`. */
  issue(session: Owner, purpose: string): string;
  /** Throws csrf_token_invalid for a missing, foreign, old or altered token. */
  require(session: Owner, purpose: string, token: unknown): void;
}

export function createFormTokens(keys: KeyRing, clock = nowSeconds): FormTokens {
  const message = (session: Owner, purpose: string, issuedAt: string) => `${session.id}\n${purpose}\n${issuedAt}`;
  return {
    issue(session, purpose) {
      const issuedAt = String(clock());
      return `${issuedAt}.${keys.sign("form-token", message(session, purpose, issuedAt))}`;
    },
    require(session, purpose, token) {
      const [issuedAt = "", signature = ""] = typeof token === "string" ? token.split(".") : [];
      const ageSeconds = clock() - Number(issuedAt);
      const fresh = ageSeconds >= 0 && ageSeconds <= lifetimeSeconds;
      if (!fresh || !keys.verify("form-token", message(session, purpose, issuedAt), signature)) {
        throw new AppError("csrf_token_invalid");
      }
    },
  };
}
