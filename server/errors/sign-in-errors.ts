import type { ErrorEntry } from "./error-entry.ts";

/** Failures of signing in at a provider. */
export const signInErrors = {
  provider_unknown: {
    status: 404,
    title: "Unknown provider",
    cause: "There is no such way to sign in here.",
    nextStep: "Go back to the sign-in page and choose one of the buttons.",
  },
  parameter_unsupported: {
    status: 400,
    title: "Parameter not supported",
    cause: "The sign-in was asked for something that the portal can't do, so it was not started.",
    nextStep: "Leave out the named parameter; docs/bff.md lists those of /bff/login.",
  },
  provider_disabled: {
    status: 503,
    title: "Provider disabled",
    cause: "This way to sign in is switched off because its configuration doesn't hold.",
    nextStep: "Sign in another way, or tell whoever runs this portal.",
  },
  provider_misconfigured: {
    status: 503,
    title: "Provider misconfigured",
    cause: "This portal isn't set up rightly for this provider, so nobody was signed in.",
    nextStep: "Sign in another way, or tell whoever runs this portal the reference below.",
  },
  provider_unreachable: {
    status: 502,
    title: "Provider unreachable",
    cause: "The sign-in provider gave no usable answer: none in time, or an error of its own.",
    nextStep: "Try again in a moment, or sign in another way.",
  },
  provider_rejected: {
    status: 502,
    title: "Provider answer refused",
    cause: "The provider's answer did not pass our checks, so nobody was signed in.",
    nextStep: "Try again. If it happens again, tell whoever runs this portal.",
  },
  provider_declined: {
    status: 403,
    title: "Provider declined the sign-in",
    cause: "The provider did not complete the sign-in: it was cancelled there, or the provider refused it.",
    nextStep: "If you didn't cancel, tell whoever runs this portal the reference: its log has what the provider said.",
  },
  provider_clock_differs: {
    status: 502,
    title: "Clocks differ",
    cause: "The time of this portal and that of the provider differ too much, so nobody was signed in.",
    nextStep: "Tell whoever runs this portal that the two clocks differ.",
  },
  sign_in_cancelled: {
    status: 403,
    title: "Sign-in cancelled",
    cause: "You cancelled at the provider. Nothing was shared.",
    nextStep: "Sign in again whenever you like, or choose another way.",
  },
  sign_in_expired: {
    status: 400,
    title: "Sign-in expired",
    cause: "This sign-in was already used, took too long, or began in another browser.",
    nextStep: "Start again from the sign-in page.",
  },
  identity_conflict: {
    status: 409,
    title: "Identity belongs to another account",
    cause: "This sign-in method already belongs to another account.",
    nextStep: "Sign in with it directly, or use another method.",
  },
  not_allowed_to_sign_in: {
    status: 403,
    title: "Not allowed to sign in",
    cause: "The person is known, but this portal isn't open to that account.",
    nextStep: "Use another account, or ask whoever runs this portal.",
  },
  sign_up_closed: {
    status: 403,
    title: "No new accounts",
    cause: "This portal takes no new people.",
    nextStep: "Sign in with an account that is known here, or ask whoever runs this portal.",
  },
  invitation_required: {
    status: 403,
    title: "Invitation needed",
    cause: "This portal takes new people by invitation.",
    nextStep: "Open the link of your invitation, or ask whoever runs this portal for one.",
  },
  invitation_invalid: {
    status: 404,
    title: "Invitation not valid",
    cause: "The invitation was used, taken back or is too old, or there is no such invitation.",
    nextStep: "Ask whoever invited you for a new one.",
  },
  account_disabled: {
    status: 403,
    title: "Account disabled",
    cause: "This account has been disabled.",
    nextStep: "Ask whoever runs this portal.",
  },
} as const satisfies Record<string, ErrorEntry>;
