/** A test sign-in at a provider. */
export const adminTest = {
  "admin.test.title": "Test sign-in",
  "admin.test.heading": "Test sign-in with {provider}",
  "admin.test.text": "No account, session or token came of it. What the provider gave was read and dropped.",
  "admin.test.about":
    "Signs in there as a person would and shows each step, without touching accounts, sessions or tokens.",
  "admin.test.start": "Test sign-in",
  "admin.test.again": "Test again",
  "admin.test.passed": "Every step worked.",
  "admin.test.failed": "A step failed. The sign-in of a person would fail there, too.",
  "admin.test.step":
    "{step, select, discovery {Its endpoints were found} request {The authorization request was made} answer {The provider answered} tokens {The code was exchanged for tokens, and the ID token is right} identity {The person is known by issuer and subject} other {The portal’s policy}}",
  "admin.test.step_ok": "worked",
  "admin.test.step_failed": "failed",
  "admin.test.mapped": "As the portal understands it",
  "admin.test.id_token": "Claims of the ID token",
  "admin.test.profile": "Claims of UserInfo or the provider’s API",
} as const;
