/** The variables that say who may sign in, each with its setting. */
export const accessVariables = [
  "PORTICO_ACCESS",
  "PORTICO_ACCESS_EMAIL_DOMAINS",
  "PORTICO_ACCESS_EMAILS",
  "PORTICO_ACCESS_GROUPS",
  "PORTICO_ACCESS_SIGN_UP",
] as const;

/** The variable of each member of `access`. */
export const variableOf = {
  emailDomains: "PORTICO_ACCESS_EMAIL_DOMAINS",
  emails: "PORTICO_ACCESS_EMAILS",
  groups: "PORTICO_ACCESS_GROUPS",
  signUp: "PORTICO_ACCESS_SIGN_UP",
} as const;
