export const adminRoles = {
  "admin.roles.text": "What people may do in the administration, and what apps learn of them as roles.",
  "admin.roles.built_in": "Built in",
  "admin.roles.built_in_text":
    "{role, select, admin {May do everything here.} auditor {May read everything here and change nothing.} other {May read people, sessions, apps and the audit log, end sessions and take back access of apps.}}",
  "admin.roles.by_groups": "By the configuration file:",
  "admin.roles.permissions":
    "{count, plural, =0 {No permission in the administration} one {# permission in the administration} other {# permissions in the administration}}",
  "admin.roles.assignments": "Who has which role",
  "admin.roles.none":
    "No role was given here yet. Roles by the settings admins and roles stand in the configuration file.",
  "admin.roles.holder": "Person or group",
  "admin.roles.role": "Role",
  "admin.roles.since": "Since",
  "admin.roles.by": "By",
  "admin.roles.members_of": "Members of {group}",
  "admin.roles.awaited": "{person}, not signed in yet",
  "admin.roles.assign": "Give a role",
  "admin.roles.assign_text": "To a person or to everyone in a group; it holds at the next use of their sessions.",
  "admin.roles.person": "Person",
  "admin.roles.person_hint":
    "A verified address, or provider:subject. A person who has never signed in gets it at the first sign-in.",
  "admin.roles.group": "Or group",
  "admin.roles.group_hint": "With its provider: corp:editors.",
  "admin.roles.remove": "Take away…",
  "admin.roles.remove_label": "Take {role} away from {holder}…",
  "admin.roles.remove_heading": "Take the role {role} away from {holder}?",
  "admin.roles.remove_effect": "What the role allows is refused at the next use, in every process.",
  "admin.roles.remove_stays":
    "The account, its sessions and other roles; also the same role by another group or the configuration file.",
  "admin.roles.remove_confirm": "Take away",
  "admin.roles.done":
    "{act, select, assigned {{holder} has the role {role} now.} other {The role {role} was taken away from {holder}.}}",
} as const;
