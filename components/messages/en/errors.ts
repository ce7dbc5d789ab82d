import type { ErrorTexts } from "../error-texts.ts";

export const errors: ErrorTexts = {
  invalid_settings: {
    title: "This portal is not set up correctly",
    cause: "Its configuration has a mistake.",
    nextStep: "Tell whoever runs this portal.",
  },
  database_in_use: {
    title: "This portal can’t start",
    cause: "Another program holds its data.",
    nextStep: "Tell whoever runs this portal.",
  },
  database_unavailable: {
    title: "We can’t reach our data right now",
    cause: "The portal’s database does not answer. Nothing is lost.",
    nextStep: "Try again in a moment.",
  },
  redis_unavailable: {
    title: "This portal can’t reach a part of itself",
    cause: "What its processes talk to each other by does not answer. Nothing is lost.",
    nextStep: "Try again in a moment.",
  },
  migration_failed: {
    title: "This portal can’t start",
    cause: "Its database could not be brought up to date.",
    nextStep: "Tell whoever runs this portal.",
  },
  provider_unknown: {
    title: "No such way to sign in",
    cause: "The link names a provider that this portal doesn’t have.",
    nextStep: "Go to the sign-in page and choose one of the buttons.",
  },
  parameter_unsupported: {
    title: "This sign-in can’t be started as asked",
    cause: "The page that led you here asked for something that the portal can’t do.",
    nextStep: "Go back and try again; if it stays so, tell whoever runs that page.",
  },
  provider_disabled: {
    title: "{provider} can’t be used right now",
    cause: "This way to sign in is switched off because its configuration doesn’t hold.",
    nextStep: "Sign in another way, or tell whoever runs this portal.",
  },
  provider_misconfigured: {
    title: "{provider} isn’t set up rightly here",
    cause: "{provider} doesn’t accept this portal, or isn’t where the portal looks for it. You are not signed in.",
    nextStep: "Sign in another way, or tell whoever runs this portal the reference below.",
  },
  provider_unreachable: {
    title: "{provider} gave no usable answer",
    cause: "It did not answer in time, or said that it has a problem of its own. You are not signed in.",
    nextStep: "Try again in a moment, or sign in another way.",
  },
  provider_rejected: {
    title: "We didn’t trust the answer",
    cause: "What {provider} answered did not pass our checks, so nobody was signed in.",
    nextStep: "Try again. If it happens again, tell whoever runs this portal.",
  },
  provider_declined: {
    title: "{provider} didn’t complete the sign-in",
    cause:
      "Its answer doesn’t tell us which: either the sign-in was cancelled there, or {provider} doesn’t let this account use this portal. You are not signed in.",
    nextStep:
      "If you cancelled, sign in again whenever you like. If you didn’t, tell whoever runs this portal the reference below: the portal’s log has what {provider} said.",
  },
  provider_clock_differs: {
    title: "The clocks don’t agree",
    cause: "{provider} and this portal have different times, so nobody was signed in.",
    nextStep: "Tell whoever runs this portal that the two clocks differ.",
  },
  sign_in_cancelled: {
    title: "Sign-in cancelled",
    cause: "You cancelled at {provider}. Nothing was shared.",
    nextStep: "Sign in again whenever you like, or choose another way.",
  },
  sign_in_expired: {
    title: "This sign-in is no longer valid",
    cause: "It was already used, took too long, or began in another browser.",
    nextStep: "Start again from the sign-in page.",
  },
  identity_conflict: {
    title: "This belongs to another account",
    cause: "The way to sign in that you chose already belongs to another account here.",
    nextStep: "Sign in with it directly, or use another one.",
  },
  not_allowed_to_sign_in: {
    title: "This portal isn’t open to your account",
    cause: "You proved who you are at {provider}, but whoever runs this portal lets only certain people in.",
    nextStep: "Use another account if you have one that may, or ask to be let in.",
  },
  sign_up_closed: {
    title: "This portal takes no new people",
    cause: "You proved who you are at {provider}, but there is no account for you here, and new ones aren’t made.",
    nextStep: "If you have an account here, sign in the way you did before. Else ask to be let in.",
  },
  invitation_required: {
    title: "You need an invitation",
    cause: "You proved who you are at {provider}, but new people are let in by invitation only.",
    nextStep:
      "If you have an invitation, open its link in this browser and sign in with the account that it is for. Else ask for one.",
  },
  invitation_invalid: {
    title: "This invitation isn’t valid any more",
    cause: "It was used, taken back or is too old; or the link is incomplete.",
    nextStep: "If it was you who used it, just sign in. Else ask for a new one.",
  },
  account_disabled: {
    title: "This account is disabled",
    cause: "You proved who you are, but this account may not be used.",
    nextStep: "Ask whoever runs this portal.",
  },
  session_required: {
    title: "Please sign in",
    cause: "You are not signed in, or your session has ended.",
    nextStep: "Sign in and try again.",
  },
  frontend_on_other_site: {
    title: "This page is on another site",
    cause: "Browsers keep your sign-in from pages of other sites, and this one is on another site than the portal.",
    nextStep: "Tell whoever runs the page: the portal’s log says which address it is about.",
  },
  csrf_header_missing: {
    title: "The request lacks a header",
    cause: "Calls under /bff/ need the header “X-CSRF: 1”, so that other sites can’t send them.",
    nextStep: "Send the header with every one of these calls.",
  },
  origin_refused: {
    title: "That came from somewhere else",
    cause:
      "This request didn’t come from a page at this portal’s address: another site may have sent it. We did nothing.",
    nextStep: "Start again from a page of this portal.",
  },
  passed_on_from_elsewhere: {
    title: "This page can’t be signed in here",
    cause: "Its server passes calls on to the portal, but your session belongs to the portal’s own host.",
    nextStep: "Tell the page’s developer: it has to call the portal itself, or stand at its address.",
  },
  cookie_doubled: {
    title: "Your browser sends a cookie twice",
    cause:
      "There is more than one cookie “{cookie}” for {host}, so we believe none of them. Another program on this computer or a script may have set one. Nothing was changed, and we asked your browser to delete what is too much.",
    nextStep:
      "Try again. If this page comes back, delete the cookies (“site data”) of {host} in your browser’s settings and sign in again.",
  },
  head_too_large: {
    title: "Your browser sends too much",
    cause:
      "The address that you opened and the cookies for {host} are too long together. Most often it is too many cookies.",
    nextStep:
      "Open the page again. If this comes back, delete the cookies (“site data”) of {host} in your browser’s settings.",
  },
  csrf_token_invalid: {
    title: "This form has expired",
    cause: "It was open for too long, or belongs to an earlier session. Nothing was changed.",
    nextStep: "Go back, reload the page and send it again.",
  },
  route_not_found: {
    title: "There is nothing here",
    cause: "The address is wrong, or what was here is gone.",
    nextStep: "Check the address, or start from the home page.",
  },
  path_refused: {
    title: "This address can’t be passed on",
    cause: "A part of it could be read in two ways.",
    nextStep: "Tell whoever runs the page that led you here.",
  },
  return_path_expired: {
    title: "We no longer know where you were going",
    cause: "The address was too long to carry along, so the portal kept it for an hour. That hour is over.",
    nextStep: "Open the page that you wanted again, from the link or the bookmark.",
  },
  forward_host_unknown: {
    title: "Sign-in isn’t set up for this host",
    cause: "The portal doesn’t know the address that you came from.",
    nextStep: "Tell whoever runs it: the portal’s log says which setting is missing.",
  },
  app_not_allowed: {
    title: "This app isn’t open to your account",
    cause: "You are signed in, but whoever runs this app lets only certain people in.",
    nextStep: "Use another account if you have one that may, or ask whoever runs the app.",
  },
  api_not_allowed: {
    title: "This isn’t open to your account",
    cause: "You are signed in, but whoever runs this part lets only certain people in.",
    nextStep: "Use another account if you have one that may, or ask whoever runs it.",
  },
  method_not_allowed: {
    title: "That doesn’t work here",
    cause: "This address does not take that kind of request.",
    nextStep: "Start again from a page of this portal.",
  },
  not_acceptable: {
    title: "That form isn’t available",
    cause: "The program asked for a form that this address doesn’t offer.",
    nextStep: "Tell the people who run the program.",
  },
  status_list_time_unsupported: {
    title: "Only the present is listed here",
    cause: "The program asked which keys had ended at another time.",
    nextStep: "Tell the people who run the program.",
  },
  request_invalid: {
    title: "We didn’t understand that",
    cause: "The request is incomplete or malformed. Nothing was changed.",
    nextStep: "Go back and try again.",
  },
  request_too_large: {
    title: "That was too large",
    cause: "The request is larger than this address takes.",
    nextStep: "Send less.",
  },
  too_many_parameters: {
    title: "Too many parameters",
    cause: "The request has more parameters or cookies than this portal takes. Nothing was changed.",
    nextStep: "Start again on the first page. If that doesn’t help, delete this site’s cookies in your browser.",
  },
  request_timeout: {
    title: "That took too long",
    cause: "Your request did not arrive in time. Nothing was changed.",
    nextStep: "Send it again.",
  },
  rate_limited: {
    title: "Too many attempts",
    cause: "There were too many requests in a short time.",
    nextStep: "Wait a minute, then try again.",
  },
  scope_required: {
    title: "More access needed",
    cause: "{provider} has not been asked for this access yet.",
    nextStep: "Allow it at the provider, then try again.",
  },
  provider_connection_required: {
    title: "{provider} is not connected",
    cause: "You are signed in another way, so there is no access to {provider}.",
    nextStep: "Sign in with it, then try again.",
  },
  reauthentication_required: {
    title: "Please sign in again",
    cause: "The access to {provider} that you gave has ended.",
    nextStep: "Sign in again to renew it.",
  },
  upstream_unreachable: {
    title: "The service did not answer",
    cause: "The portal could not reach the service behind it, or got no usable answer.",
    nextStep: "Try again later.",
  },
  upstream_timeout: {
    title: "The service took too long",
    cause: "The service behind the portal did not answer in time.",
    nextStep: "Try again later.",
  },
  token_unavailable: {
    title: "Not possible right now",
    cause: "The access needed for this could not be renewed at the moment. You stay signed in.",
    nextStep: "Try again in a moment.",
  },
  client_unknown: {
    title: "We don’t know this app",
    cause: "The app that sent you is not registered here. Nothing was shared.",
    nextStep: "Go back to the app and tell its makers.",
  },
  redirect_uri_mismatch: {
    title: "We stopped this for your safety",
    cause: "The app asked to send you to an address that it has not registered. Nothing was shared.",
    nextStep: "Go back to the app and tell its makers.",
  },
  authorization_request_invalid: {
    title: "The app sent a broken request",
    cause: "What the app that sent you asks for does not hold. Nothing was shared.",
    nextStep: "Go back to the app and try again, or tell its makers.",
  },
  interaction_expired: {
    title: "This request is no longer valid",
    cause: "It has expired, was already answered, or began in another browser.",
    nextStep: "Go back to the app and start again.",
  },
  consent_blocked: {
    title: "This app can’t get access right now",
    cause: "An administrator has blocked new access of this app to your account.",
    nextStep: "Ask whoever runs this portal.",
  },
  grant_not_found: {
    title: "This app is not connected",
    cause: "It has no access to your account, or no longer.",
    nextStep: "Look at the list of connected apps.",
  },
  device_code_invalid: {
    title: "Code not recognised",
    cause: "The code is wrong, was already used, or has expired.",
    nextStep: "Compare it with your device and enter it again.",
  },
  admin_not_allowed: {
    title: "This part of the administration isn’t open to you",
    cause: "Your account has no role that allows it.",
    nextStep: "Ask an administrator of this portal for a role, or sign in with another account.",
  },
  fresh_sign_in_required: {
    title: "Please sign in again first",
    cause: "This changes or gives away something, so it needs a sign-in of the last 15 minutes.",
    nextStep: "Sign in again and repeat it. Nothing was changed.",
  },
  revision_required: {
    title: "This change names no version",
    cause: "It could undo another change that was made meanwhile.",
    nextStep: "Open the entry again and repeat the change.",
  },
  access_token_required: {
    title: "This address is for programs",
    cause: "The request has no access token.",
    nextStep: "Use the administration’s pages, or send an access token.",
  },
  access_token_invalid: {
    title: "The access token doesn’t hold",
    cause: "It is unknown, has ended, or is for something else.",
    nextStep: "Get a new token and repeat the request.",
  },
  content_type_unsupported: {
    title: "This kind of content isn’t accepted",
    cause: "The program sent something other than JSON.",
    nextStep: "Tell the makers of the program.",
  },
  idempotency_key_reused: {
    title: "Sent before with other content",
    cause: "The program repeated a request’s key with another request.",
    nextStep: "Tell the makers of the program.",
  },
  idempotency_in_progress: {
    title: "Still working on it",
    cause: "The same request came before and is still running.",
    nextStep: "Try again in a moment.",
  },
  idempotency_outcome_unknown: {
    title: "It may have been done",
    cause: "The same request came before and failed on the way.",
    nextStep: "Look whether its change was made. If not, send it with a new key.",
  },
  input_invalid: {
    title: "Something in the form isn’t right",
    cause: "At least one field has a mistake. Nothing was changed.",
    nextStep: "Go back, correct it and send the form again.",
  },
  cursor_invalid: {
    title: "This is not a page of the list",
    cause: "The address has a place in the list that is none.",
    nextStep: "Go back to the start of the list.",
  },
  own_account: {
    title: "This is your own account",
    cause: "Administrators can’t disable or delete the account that they act with.",
    nextStep: "Ask another administrator, or the operator of this portal.",
  },
  last_identity: {
    title: "It is the only way to sign in",
    cause: "Without it there would be no way into this account.",
    nextStep: "Disable or delete the account instead.",
  },
  admin_target_not_found: {
    title: "There is no such entry",
    cause: "It was deleted, or the address is wrong.",
    nextStep: "Go back to the list.",
  },
  revision_conflict: {
    title: "It was changed meanwhile",
    cause: "Somebody else changed the entry while you had it open. Your change was not made.",
    nextStep: "Open it again and repeat your change.",
  },
  too_many_streams: {
    title: "Too many open logs",
    cause: "The log is open in as many places as it may be.",
    nextStep: "Close one that you don’t need any more, then try again.",
  },
  containment_running: {
    title: "A containment is running",
    cause: "Another one is not over yet, and one runs at a time.",
    nextStep: "Wait until it is over; its report says how far it is.",
  },
  policy_locks_out: {
    title: "This would lock you out",
    cause: "Under this policy you could not sign in any more, so it was not set.",
    nextStep: "Add yourself to it, or let the operator name you in the setting “admins”.",
  },
  entry_in_settings: {
    title: "It stands in the configuration file",
    cause: "Entries of the portal’s configuration file can’t be changed here.",
    nextStep: "Change it in the file and restart the portal.",
  },
  entry_exists: {
    title: "Already there",
    cause: "There is an entry with this name already.",
    nextStep: "Change that entry, or choose another name.",
  },
  entry_in_use: {
    title: "Still used",
    cause: "Other entries name this one, so it can't be deleted.",
    nextStep: "Take it out of the entries that are listed, then delete it.",
  },
  internal_error: {
    title: "Something went wrong",
    cause: "The mistake is on our side. It is in the log under the reference below.",
    nextStep: "Try again. If it happens again, tell whoever runs this portal the reference.",
  },
  role_unknown: {
    title: "There is no such role",
    cause: "The role does not exist here.",
    nextStep: "Choose one from the list.",
  },
  role_holder_invalid: {
    title: "That is no person or group",
    cause: "A role goes to a person by address or provider:subject, or to a group by provider:group.",
    nextStep: "Check what you typed.",
  },
  person_ambiguous: {
    title: "Several people have this address",
    cause: "More than one person has verified this address.",
    nextStep: "Name the person by provider:subject or by the account’s id.",
  },
  last_admin: {
    title: "This is the last administrator",
    cause: "Afterwards no administrator of this portal could sign in.",
    nextStep: "Give the role to another person who can sign in, or let the operator do it at the command line.",
  },
};
