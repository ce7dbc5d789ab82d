import type { ErrorEntry } from "./error-entry.ts";

/** Failures of assigning roles. */
export const roleErrors = {
  role_unknown: {
    status: 404,
    title: "Unknown role",
    cause: "There is no such role.",
    nextStep: "Choose a role of the list, or define it in the setting roles.",
  },
  role_holder_invalid: {
    status: 400,
    title: "Not a person or group",
    cause: "A role goes to a person by address or provider:subject, or to a group by provider:group.",
    nextStep: "Write ada@example.com, corp:248289761001 or, for a group, corp:editors.",
  },
  person_ambiguous: {
    status: 409,
    title: "Several people have this address",
    cause: "More than one person has verified this address.",
    nextStep: "Name the person by provider:subject or by the account's id.",
  },
  last_admin: {
    status: 409,
    title: "The last administrator",
    cause: "After it no enabled person who has the role admin could sign in.",
    nextStep: "Give the role to another person who can sign in, or let the operator do it at the command line.",
  },
} as const satisfies Record<string, ErrorEntry>;
