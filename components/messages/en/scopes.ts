/** Words that the server has in English (standard scopes); `translateServerText` finds other languages by them. */
export const scopes = {
  "scope.openid": "Know it is you",
  "scope.openid_text": "An identifier that stays the same each time.",
  "scope.profile": "See your profile",
  "scope.profile_text": "Your name, picture and language.",
  "scope.email": "See your e-mail address",
  "scope.email_text": "Your address, and whether it is verified.",
  "scope.offline_access": "Keep access while you are away",
  "scope.offline_access_text": "It works without you until you remove access.",
  "scope.calendar_read": "See your calendar",
  "scope.calendar_read_text": "Titles, times and places of your events.",
  "scope.calendar_write": "Change your calendar",
  "scope.calendar_write_text": "Add, change and delete events.",
  "scope.notes_read": "See your notes",
  "scope.notes_read_text": "Read everything you noted.",
  "scope.notes_write": "Change your notes",
  "scope.notes_write_text": "Add and delete notes.",
} as const;
