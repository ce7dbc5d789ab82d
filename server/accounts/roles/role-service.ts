import type { RoleSettings } from "#server/config/settings.ts";
import type { RoleSource } from "./effective-roles.ts";
import type { AssignmentFilter, RoleAssignment } from "./role-assignment-store.ts";
import type { RoleHolder } from "./role-holder.ts";

/** Who assigns or removes a role, for the record. */
export type RoleActor = "operator" | `${"user" | "client" | "invitation"}:${string}`;

export interface AssignmentPage {
  assignments: readonly RoleAssignment[];
  /** Give it as `after` for the next page; `undefined` on the last one. */
  next: string | undefined;
}

/** Roles of people and of groups. Every change holds in every process at the next use of a session, and is an audit event. */
export interface RoleService {
  /** Built-in ones first, then those of the settings, with their groups and permissions. */
  definitions(): readonly RoleSettings[];
  /** What the settings let one of the operator's roles do. */
  permissionsOf(role: string): readonly string[];
  /** The effective roles of a person: assigned, by a group, by the setting `admins`. None for an unknown or disabled person. */
  rolesOf(userId: string): Promise<readonly string[]>;
  /**
   * What a person may get back: the same for a disabled person too, by all identities and groups, those of providers too that are
   * away, give no groups now or refuse the person. For deciding who may act on them.
   */
  rolesWhenEnabled(userId: string): Promise<readonly string[]>;
  /** Each reason for each of these. */
  sourcesOf(userId: string): Promise<readonly RoleSource[]>;
  /** A keyset page, in the order of assigning. */
  list(filter: AssignmentFilter): Promise<AssignmentPage>;
  /**
   * Whether it is new.
   *
   * Errors: role_unknown, admin_target_not_found (no such person), role_holder_invalid (a group without its provider, no address).
   */
  assign(holder: RoleHolder, role: string, by: RoleActor): Promise<boolean>;
  /**
   * Whether there was one.
   *
   * Errors: last_admin when it takes the role admin from the last enabled person who has it and may sign in, unless `evenLast`.
   * Races:  of two that remove each other's role at once, the second is refused.
   */
  remove(holder: RoleHolder, role: string, by: RoleActor, options?: { evenLast?: boolean }): Promise<boolean>;
  /**
   * The holder that an address or provider:subject means: the enabled person who has it at a provider of the catalog, or `awaited`
   * when there is none.
   *
   * Errors: role_holder_invalid; person_ambiguous when several people have the verified address.
   */
  findHolder(name: string): Promise<RoleHolder>;
  /**
   * Whether a role waits for a person with this verified address or provider:subject that its maker may still give, so that the person
   * is expected.
   */
  awaits(identity: AwaitedIdentity): Promise<boolean>;
  /**
   * Gives a person who signed in what waited for their verified address or provider:subject, as far as its maker may still give it.
   * What they may not give waits no longer, and is an event.
   */
  settleAwaited(userId: string, identity: AwaitedIdentity): Promise<void>;
}

export interface AwaitedIdentity {
  providerId: string;
  subject: string;
  email: string | undefined;
  emailVerified: boolean;
}
