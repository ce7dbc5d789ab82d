import type { ErrorEntry } from "./error-entry.ts";

/** Requests that are refused: by session, origin, form, size or rate. */
export const requestErrors = {
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
  api_not_allowed: {
    status: 403,
    title: "Not allowed at this API",
    cause: "The person is signed in, but this API is not open to that account.",
    nextStep: "Use another account, or ask whoever runs the API.",
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
} as const satisfies Record<string, ErrorEntry>;
