import type { ErrorEntry } from "./error-entry.ts";

/** Failures of requests of apps. */
export const authorizationServerErrors = {
  client_unknown: {
    status: 400,
    title: "Unknown application",
    cause: "The application that sent you is not registered here.",
    nextStep: "Go back to the application and tell its makers.",
  },
  redirect_uri_mismatch: {
    status: 400,
    title: "Unregistered redirect address",
    cause: "The application asked to send you to an address that it has not registered.",
    nextStep: "Nothing was shared. Tell the makers of the application.",
  },
  authorization_request_invalid: {
    status: 400,
    title: "Invalid authorization request",
    cause: "The application sent a request that does not hold.",
    nextStep: "Go back to the application and try again, or tell its makers.",
  },
  interaction_expired: {
    status: 400,
    title: "Request expired",
    cause: "This request has expired, was already answered, or began in another browser.",
    nextStep: "Go back to the application and start again.",
  },
  consent_blocked: {
    status: 403,
    title: "Access blocked",
    cause: "An administrator has blocked new access of this app to this account.",
    nextStep: "Ask whoever runs this portal.",
  },
  grant_not_found: {
    status: 404,
    title: "App not connected",
    cause: "This app has no access to your account (any more).",
    nextStep: "Look at the list of connected apps.",
  },
  device_code_invalid: {
    status: 400,
    title: "Code not recognised",
    cause: "The code is wrong, was already used, or has expired.",
    nextStep: "Compare it with your device and enter it again.",
  },
} as const satisfies Record<string, ErrorEntry>;
