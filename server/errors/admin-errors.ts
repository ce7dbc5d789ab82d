import type { ErrorEntry } from "./error-entry.ts";

/** Failures of the administration. */
export const adminErrors = {
  admin_not_allowed: {
    status: 403,
    title: "Not allowed",
    cause: "The account or token has no permission for this part of the administration.",
    nextStep: "Ask an administrator of this portal for a role, or the token's owner for a scope, that has it.",
  },
  fresh_sign_in_required: {
    status: 401,
    title: "Fresh sign-in required",
    cause: "This changes or gives away something, so it needs a sign-in of the last 15 minutes. Nothing was changed.",
    nextStep: "Sign in again and send it once more.",
  },
  input_invalid: {
    status: 422,
    title: "Invalid input",
    cause: "What was sent has mistakes: `mistakes` lists each with its field.",
    nextStep: "Correct the named fields and send it again.",
  },
  cursor_invalid: {
    status: 422,
    title: "Invalid cursor",
    cause: "`after` is no `next` of a page of this list.",
    nextStep: "Read the list from its beginning.",
  },
  own_account: {
    status: 409,
    title: "Own account",
    cause: "Administrators can't disable or delete the account that they act with.",
    nextStep: "Let another administrator do it, or the operator at the command line.",
  },
  last_identity: {
    status: 409,
    title: "Last way to sign in",
    cause: "The person has no other identity, so there would be no way into the account without it.",
    nextStep: "Disable or delete the account instead.",
  },
  admin_target_not_found: {
    status: 404,
    title: "Not found",
    cause: "There is no such entry, or no longer.",
    nextStep: "Read the list again.",
  },
  revision_conflict: {
    status: 412,
    title: "Changed meanwhile",
    cause: "The entry was changed since it was read.",
    nextStep: "Read it again and repeat the change.",
  },
  revision_required: {
    status: 428,
    title: "Revision required",
    cause: "The change names no revision, so it could undo another one that was made meanwhile.",
    nextStep: "Read the entry and send its ETag as If-Match, or `*` to change any revision.",
  },
  access_token_required: {
    status: 401,
    title: "Access token required",
    cause: "The request has no access token of this portal's authorization server in its Authorization header.",
    nextStep: "Get a token for this API by client credentials or for a person: see docs/admin-api.md.",
  },
  access_token_invalid: {
    status: 401,
    title: "Invalid access token",
    cause: "The access token is unknown, ended, for another API, or not sent by the sender that it is bound to.",
    nextStep: "Get a new token for this API and repeat the request.",
  },
  content_type_unsupported: {
    status: 415,
    title: "Unsupported content type",
    cause: "The request's body is no JSON.",
    nextStep: "Send JSON with Content-Type: application/json.",
  },
  idempotency_key_reused: {
    status: 422,
    title: "Idempotency key used before",
    cause: "The same Idempotency-Key was sent with another request.",
    nextStep: "Take a new key for each request, and repeat only the same request with its key.",
  },
  idempotency_in_progress: {
    status: 409,
    title: "Still running",
    cause: "A request with the same Idempotency-Key is still being answered.",
    nextStep: "Repeat it after a moment to get its answer.",
  },
  idempotency_outcome_unknown: {
    status: 409,
    title: "Outcome unknown",
    cause: "The first request with this Idempotency-Key failed on the way, so its change may have been made.",
    nextStep: "Look whether it was made. If not, send the request with a new key.",
  },
  too_many_streams: {
    status: 429,
    title: "Too many open streams",
    cause: "As many streams of the administration are open as may be: 5 for each actor and 50 in all.",
    nextStep: "End one that is not needed any more, or wait as long as the Retry-After header says.",
  },
  containment_running: {
    status: 409,
    title: "A containment is running",
    cause: "Another containment is not over yet, and one runs at a time.",
    nextStep: "Wait until it is over; its report says how far it is.",
  },
  policy_locks_out: {
    status: 409,
    title: "Would lock you out",
    cause: "Under this policy you could not sign in any more, so it was not set.",
    nextStep: "Add yourself to it, or to admins in the portal's settings.",
  },
  entry_in_settings: {
    status: 409,
    title: "Entry of the configuration file",
    cause: "The entry stands in the portal's configuration file, so it can't be changed here.",
    nextStep: "Change it in the file and restart the portal.",
  },
} as const satisfies Record<string, ErrorEntry>;
