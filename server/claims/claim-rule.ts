import type { AttributeValue } from "./attribute-value.ts";

/** Where a claim can go. */
export const claimPlaces = [
  "id_token",
  "userinfo",
  "access_token",
  "introspection",
  "forward_auth",
  "bff_user",
] as const;

export type ClaimPlace = (typeof claimPlaces)[number];

/** A claim that the operator releases, and those of the scopes `groups` and `roles`. */
export interface ClaimRule {
  claim: string;
  /** A person's attribute, `groups` or `roles`. */
  from: string;
  /** The same for everyone, in place of an attribute. */
  value?: AttributeValue | undefined;
  /** What the person allows an app to know by it. The portal's own pages and apps behind it need none. */
  scope: string;
  in: readonly ClaimPlace[];
  /** Of forward auth. */
  header?: string | undefined;
  /** Only groups of this provider, by their bare names. */
  provider?: string | undefined;
  /** Only values that begin so; with `strip`, told without it. */
  startsWith?: string | undefined;
  strip?: boolean | undefined;
  /** Told before each value. */
  prefix?: string | undefined;
  /** `comma`: a list as one text. */
  format?: "array" | "comma" | undefined;
}

const apps: readonly ClaimPlace[] = ["id_token", "userinfo"];

/** Where an operator's claim goes that doesn't say it. */
export const usualPlaces = apps;

/** The claims of the scopes that are named like them; an operator's rule for the same claim replaces each. */
export const standardRules: readonly ClaimRule[] = [
  { claim: "groups", from: "groups", scope: "groups", in: apps },
  { claim: "roles", from: "roles", scope: "roles", in: apps },
];

/** The scope of a rule that names none. */
export function usualScope(from: string): string {
  if (from === "groups" || from === "roles") return from;
  return from === "email" ? "email" : "profile";
}
