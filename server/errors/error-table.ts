import { adminErrors } from "./admin-errors.ts";
import { apiCallErrors } from "./api-call-errors.ts";
import { authorizationServerErrors } from "./authorization-server-errors.ts";
import { catalogErrors } from "./catalog-errors.ts";
import type { ErrorEntry } from "./error-entry.ts";
import { requestErrors } from "./request-errors.ts";
import { roleErrors } from "./role-errors.ts";
import { signInErrors } from "./sign-in-errors.ts";
import { startErrors } from "./start-errors.ts";

/**
 * The closed list of failures. Adding a code means adding its row to a group: the type of every `AppError` follows from it.
 */
export const errorTable = {
  ...startErrors,
  ...signInErrors,
  ...requestErrors,
  ...apiCallErrors,
  ...authorizationServerErrors,
  ...adminErrors,
  ...roleErrors,
  ...catalogErrors,

  internal_error: {
    status: 500,
    title: "Something went wrong",
    cause: "Something went wrong on our side. It is in the log under the reference below.",
    nextStep: "Try again. If it happens again, tell whoever runs this portal the reference.",
  },
} as const satisfies Record<string, ErrorEntry>;
