/** The words for each standard scope (server/claims/standard-scopes.ts): its title, and with `_text` its description. */
export const scopes = {
  "scope.openid": "Know it is you",
  "scope.openid_text": "An identifier that stays the same each time.",
  "scope.profile": "See your profile",
  "scope.profile_text": "Your name, user name, picture and language.",
  "scope.email": "See your e-mail address",
  "scope.email_text": "Your address, and whether it is verified.",
  "scope.groups": "See your groups",
  "scope.groups_text": "The groups that you are in, as your organisation names them.",
  "scope.roles": "See your roles",
  "scope.roles_text": "The roles that you have at this portal.",
  "scope.offline_access": "Keep access while you are away",
  "scope.offline_access_text": "It goes on working without you.",
  "scope.undescribed": "Nobody has described this permission.",
} as const;
