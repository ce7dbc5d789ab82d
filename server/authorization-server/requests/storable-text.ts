import { errors } from "oidc-provider";

/** What PostgreSQL can't keep in text or jsonb, as JSON spells it: NUL, and halves of surrogate pairs. */
const unstorable = /(?<!\\)(?:\\\\)*\\u(?:0000|d[89a-f])/;

/**
 * Refuses what a request says in characters that can't be kept. Left to the database it would look like an outage, which
 * any caller could cause.
 */
export function requireStorableText(payload: unknown): void {
  if (unstorable.test(JSON.stringify(payload))) {
    throw new errors.InvalidRequest("the request has characters that are no text");
  }
}
