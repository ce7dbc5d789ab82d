export const consent = {
  "consent.title": "Allow access",
  "consent.heading": "Allow {app} to use your account?",
  "consent.answer_to": "The answer goes to",
  "consent.answer_to_program": "The answer goes to <b>a program on this computer</b> ({address})",
  "consent.claims_host": "Calls itself an app of",
  "consent.reviewed": "Reviewed by {brand}",
  "consent.first_time": "First time",
  "consent.used_before": "You have used this app before",
  "consent.not_reviewed_text":
    "<b>Not reviewed by {brand}.</b> Go on only if you know <b>{host}</b> and came from there.",
  "consent.not_reviewed_program":
    "<b>Not reviewed by {brand}.</b> Any program on this computer can ask in this name. Go on only if you started it yourself just now.",
  "consent.will_be_able": "{app} will be able to",
  "consent.group_profile": "Your profile",
  "consent.already": "Already allowed",
  "consent.optional": "Optional",
  "consent.optional_hint": "Untick what you don’t want to share. The app works without it.",
  "consent.required_hint": "Everything without a box is needed for {app} to work.",
  "consent.sensitive": "Far-reaching",
  "consent.duration": "For how long",
  "consent.duration_while": "While you use the app. Access ends by itself shortly after.",
  "consent.duration_offline":
    "Also while you are away, for up to {days, plural, one {one day} other {# days}}, or until you remove access.",
  "consent.duration_optional":
    "With this ticked, for up to {days, plural, one {one day} other {# days}}, or until you remove access. Without it, only while you use the app.",
  "consent.revocable": "You can take this back at any time under <b>Connected apps</b>.",
  "consent.signed_in_as": "Signed in as",
  "consent.switch": "Use another account",
  "consent.allow": "Allow",
  "consent.cancel": "Cancel",
  "consent.terms": "Terms of {app}",
  "consent.privacy": "Privacy policy of {app}",
} as const;
