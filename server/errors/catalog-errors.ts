import type { ErrorEntry } from "./error-entry.ts";

/** Changes of clients, providers, resources and scopes that are refused. */
export const catalogErrors = {
  entry_exists: {
    status: 409,
    title: "Already there",
    cause: "There is an entry with this name already.",
    nextStep: "Change that entry, or choose another name.",
  },
  entry_in_use: {
    status: 409,
    title: "Still used",
    cause: "Other entries name this one, so it can't be deleted.",
    nextStep: "Take it out of the entries that are listed, then delete it.",
  },
} as const satisfies Record<string, ErrorEntry>;
