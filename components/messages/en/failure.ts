export const failure = {
  "failure.title": "Error",
  "failure.reference": "Reference",
  "failure.reference_hint": "Tell whoever runs this portal, and they can find what happened.",
  "failure.some_provider": "The sign-in provider",
  "failure.some_cookie": "of this portal",
  "failure.sign_in": "Go to sign-in",
  "failure.other_account": "Use another account",
  "failure.ask_whom": "Ask:",
  "failure.try_again": "Try again",
  "failure.go_on": "Go on",
  "failure.back_to_app": "Back to {app}",
  "failure.home": "Home page",
  "failure.apps": "Connected apps",
  "failure.support": "Get help",
  "failure.developers": "For developers",
  "failure.developers_error": "Error",
  "failure.developers_description": "Description",
  "failure.developers_parameters": "Parameters",
  "failure.developers_endpoint": "Endpoint",
  "failure.developers_client": "Registered client",
  "failure.developers_client_unknown":
    "No application with this client_id is registered here. Compare it with what the registration answered or with the configuration of this portal.",
  "failure.developers_redirect_uri":
    "The redirect_uri must be one that is registered for this client, to the letter: scheme, host, port, path, query and trailing slash. What is registered isn’t shown to strangers; whoever runs this portal can look it up.",
  "failure.developers_request":
    "The application itself was not told: the request gives no address that it could safely be told at.",
  "not_found.title": "Not found",
} as const;
