export const invitation = {
  "invitation.title": "Invitation",
  "invitation.heading": "You are invited to {brand}",
  "invitation.text": "Accept it, and sign in with an account that you already have. Your access here is made then.",
  "invitation.until": "The invitation is valid until {date}, and can be used once.",
  "invitation.for": "It is for <b>{email}</b>: sign in with the account that has this address.",
  "invitation.signed_in": "You are signed in as {name}. You can choose another account next.",
  "invitation.accept": "Accept and sign in",
} as const;
