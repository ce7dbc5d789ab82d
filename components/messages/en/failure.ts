export const failure = {
  "failure.title": "Error",
  "failure.reference": "Reference",
  "failure.reference_hint": "Tell whoever runs this portal, and they can find what happened.",
  "failure.some_provider": "The sign-in provider",
  "failure.sign_in": "Go to sign-in",
  "failure.try_again": "Try again",
  "failure.go_on": "Go on",
  "failure.home": "Home page",
  "failure.apps": "Connected apps",
  "failure.support": "Get help",
  "not_found.title": "Not found",
} as const;
