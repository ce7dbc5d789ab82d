import type { signUpModes } from "./access-schema.ts";

export type SignUp = (typeof signUpModes)[number];

/** Where the portal's own policy was written. */
export type AccessSource = "file" | "environment" | "database" | "unset";

/** Rules for people; a person who passes one of the three lists passes. Without any list all people pass. */
export interface AccessRules {
  source: AccessSource;
  emailDomains: readonly string[];
  emails: readonly string[];
  /** As provider:group. */
  groups: readonly string[];
  signUp: SignUp;
}

/** The policy of the file or the environment. */
export interface AccessSettings extends AccessRules {
  source: Exclude<AccessSource, "database">;
  /** Whom a refused person can ask: an address, a URL or a name. */
  askWhom: string | undefined;
}

/** Who may use an app, a host or an API; a person who passes one of the rules passes. */
export interface TargetAllow {
  roles?: readonly string[] | undefined;
  /** As provider:group. */
  groups?: readonly string[] | undefined;
  emails?: readonly string[] | undefined;
  emailDomains?: readonly string[] | undefined;
}

/** Who may sign in with a provider; each rule that is given must hold. */
export interface ProviderAllow {
  tenants: readonly string[] | undefined;
  hostedDomains: readonly string[] | undefined;
  organizations: readonly string[] | undefined;
  teams: readonly string[] | undefined;
  /** By their names at the provider. */
  groups: readonly string[] | undefined;
}

/** A policy that nothing was said about: what stands elsewhere decides. */
export const unsetAccess: AccessSettings = {
  source: "unset",
  emailDomains: [],
  emails: [],
  groups: [],
  signUp: "open",
  askWhom: undefined,
};
