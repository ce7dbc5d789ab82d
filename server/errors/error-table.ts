/** What a program and a person are told for each code. `status` is the HTTP status; `title` the problem+json title. */
export interface ErrorEntry {
  status: number;
  title: string;
  /** What happened, for a person. */
  cause: string;
  /** What to do next, for a person. */
  nextStep: string;
}

/**
 * The closed list of failures. Adding a code means adding its row: the type of every `AppError` follows from it.
 */
export const errorTable = {
  // Starting up
  invalid_settings: {
    status: 500,
    title: "Invalid settings",
    cause: "The configuration has a mistake.",
    nextStep: "Fix the named setting and start again.",
  },
  database_in_use: {
    status: 500,
    title: "Database in use",
    cause: "Another process holds the data directory.",
    nextStep: "Stop that process, or point PORTICO_DATA_DIR or DATABASE_URL elsewhere.",
  },
  database_unavailable: {
    status: 503,
    title: "Database unavailable",
    cause: "Portico can't reach its database.",
    nextStep: "Nothing is lost. Try again in a moment.",
  },
  redis_unavailable: {
    status: 503,
    title: "Redis unavailable",
    cause: "Portico can't reach its Redis.",
    nextStep: "Nothing is lost. Try again in a moment.",
  },
  migration_failed: {
    status: 500,
    title: "Migration failed",
    cause: "The database schema could not be brought up to date.",
    nextStep: "Read the log; restore the migration files or the database and start again.",
  },

  // Signing in
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
  account_disabled: {
    status: 403,
    title: "Account disabled",
    cause: "This account has been disabled.",
    nextStep: "Ask whoever runs this portal.",
  },

  // Sessions, BFF
  session_required: {
    status: 401,
    title: "Sign-in required",
    cause: "You are not signed in, or your session has ended.",
    nextStep: "Sign in and try again.",
  },
  frontend_on_other_site: {
    status: 403,
    title: "Frontend on another site",
    cause:
      "The page is on another site than the portal, so the browser keeps the session cookie (SameSite=Lax) from its calls.",
    nextStep: "Serve the page from the portal's site: docs/bff.md, “Frontends on other origins”, has the ways.",
  },
  csrf_header_missing: {
    status: 403,
    title: "CSRF header missing",
    cause: "The request lacks the X-CSRF header.",
    nextStep: 'Send the header "X-CSRF: 1" with every call under /bff/.',
  },
  origin_refused: {
    status: 403,
    title: "Origin refused",
    cause: "The request does not come from a page at this portal's address.",
    nextStep: "Start again from a page of this portal, or name your frontend's origin in the setting frontendOrigins.",
  },
  passed_on_from_elsewhere: {
    status: 403,
    title: "Passed on from another host",
    cause: "This page's server passes /bff on to the portal, but the session's cookie belongs to the portal's host.",
    nextStep:
      "Let the page call the portal itself (baseUrl and frontendOrigins), or serve both at the portal's address.",
  },
  cookie_doubled: {
    status: 400,
    title: "Cookie sent twice",
    cause: "The browser sent a cookie of this portal more than once, so it is not believed. Nothing was changed.",
    nextStep: "Try again. If it happens again, delete the cookies of this portal's address in the browser.",
  },
  head_too_large: {
    status: 431,
    title: "Request head too large",
    cause: "The address and the cookies that the browser sent are too long together.",
    nextStep: "Delete the cookies of this portal's address in the browser and open the page again.",
  },
  csrf_token_invalid: {
    status: 403,
    title: "Form expired",
    cause: "The form was not made by this page in this session, or is too old.",
    nextStep: "Go back, reload the page and send it again.",
  },
  route_not_found: {
    status: 404,
    title: "Not found",
    cause: "There is nothing at this address.",
    nextStep: "Check the address.",
  },
  path_refused: {
    status: 404,
    title: "Path refused",
    cause: "The address has a part that two servers could read in two ways, so it was not sent on.",
    nextStep: "Write the named part in another way; see docs/bff.md, “An API's route”.",
  },
  return_path_expired: {
    status: 404,
    title: "Address no longer kept",
    cause: "The address you were going to was kept for an hour, which is over.",
    nextStep: "Open the page that you wanted again.",
  },
  forward_host_unknown: {
    status: 403,
    title: "Unknown host",
    cause: "Sign-in is not set up for this host.",
    nextStep: "Tell whoever runs it: the log says which setting is missing.",
  },
  app_not_allowed: {
    status: 403,
    title: "Not allowed at this app",
    cause: "You are signed in, but this app is not open to your account.",
    nextStep: "Use another account, or ask whoever runs the app.",
  },
  method_not_allowed: {
    status: 405,
    title: "Method not allowed",
    cause: "This address does not take that method.",
    nextStep: "Use one of the methods in the Allow header.",
  },
  not_acceptable: {
    status: 406,
    title: "Not acceptable",
    cause: "What is here does not come in a form that the Accept header names.",
    nextStep: "Ask for the documented media type.",
  },
  status_list_time_unsupported: {
    status: 501,
    title: "No earlier status lists",
    cause: "Status lists say what holds now; earlier ones are not kept.",
    nextStep: "Ask without the parameter time.",
  },
  request_invalid: {
    status: 400,
    title: "Invalid request",
    cause: "The request is malformed.",
    nextStep: "Check the request and send it again.",
  },
  request_too_large: {
    status: 413,
    title: "Request too large",
    cause: "The request is larger than this route takes.",
    nextStep: "Send less, or ask the operator to raise the limit.",
  },
  too_many_parameters: {
    status: 400,
    title: "Too many parameters",
    cause: "The request has more parameters or cookies than this address takes.",
    nextStep:
      "Send fewer: 100 parameters in a query, 1,000 in a form or an API call's query, 60 cookies of the portal.",
  },
  request_timeout: {
    status: 408,
    title: "Request timeout",
    cause: "The request did not arrive in time.",
    nextStep: "Send it again.",
  },
  rate_limited: {
    status: 429,
    title: "Too many requests",
    cause: "Too many requests in a short time.",
    nextStep: "Wait as long as the Retry-After header says.",
  },
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

  // Authorization server
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

  internal_error: {
    status: 500,
    title: "Something went wrong",
    cause: "Something went wrong on our side. It is in the log under the reference below.",
    nextStep: "Try again. If it happens again, tell whoever runs this portal the reference.",
  },
} as const satisfies Record<string, ErrorEntry>;
