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
    cause: "This can't be taken back, so it needs a sign-in of the last 15 minutes.",
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
  entry_in_settings: {
    status: 409,
    title: "Entry of the configuration file",
    cause: "The entry stands in the portal's configuration file, so it can't be changed here.",
    nextStep: "Change it in the file and restart the portal.",
  },
} as const satisfies Record<string, ErrorEntry>;
