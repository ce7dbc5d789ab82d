import type { ErrorEntry } from "./error-entry.ts";

/** Failures of API calls: missing access at a provider, and APIs that fail. */
export const apiCallErrors = {
  scope_required: {
    status: 403,
    title: "More access needed",
    cause: "The provider has not been asked for this access yet.",
    nextStep: "Open connect_url so that the person can grant it.",
  },
  provider_connection_required: {
    status: 403,
    title: "Provider not connected",
    cause: "This session has no token of that provider.",
    nextStep: "Open connect_url so that the person can connect it.",
  },
  reauthentication_required: {
    status: 401,
    title: "Sign-in required again",
    cause: "The access at the provider has ended.",
    nextStep: "Open login_url so that the person can sign in again.",
  },
  upstream_unreachable: {
    status: 502,
    title: "Upstream unreachable",
    cause: "The API did not answer.",
    nextStep: "Try again later.",
  },
  upstream_timeout: {
    status: 504,
    title: "Upstream timeout",
    cause: "The API took too long.",
    nextStep: "Try again later.",
  },
  token_unavailable: {
    status: 503,
    title: "Token unavailable",
    cause: "The token for this call could not be obtained right now; the session is kept.",
    nextStep: "Try again after the time in Retry-After.",
  },
} as const satisfies Record<string, ErrorEntry>;
