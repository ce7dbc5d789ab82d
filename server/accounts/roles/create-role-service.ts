import { namesOf } from "#server/access/policy/names-of.ts";
import { personFacts } from "#server/accounts/person/person-facts.ts";
import type { PersonReader } from "#server/accounts/person/person-reader.ts";
import type { AuditLog } from "#server/audit/audit-event.ts";
import type { Catalog } from "#server/catalog/catalog.ts";
import { isQualifiedGroup, splitGroup } from "#server/claims/qualified-group.ts";
import { adminProblem } from "#server/config/roles/admin-problem.ts";
import { adminRole } from "#server/config/roles/built-in-roles.ts";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { evenWithoutAdmin, type KeepAnAdmin } from "./keep-an-admin.ts";
import type { RoleAssignmentStore, WaitingAssignment } from "./role-assignment-store.ts";
import { awaitedName, holderDetails, type RoleHolder } from "./role-holder.ts";
import type { AwaitedIdentity, RoleActor, RoleService } from "./role-service.ts";

export interface RoleServiceDeps {
  settings: Pick<Settings, "roles" | "admins">;
  store: RoleAssignmentStore;
  people: Pick<PersonReader, "read" | "rolesByAnyIdentity" | "roleSourcesOf">;
  catalog: { providers: Pick<Catalog["providers"], "list"> };
  keepAnAdmin: KeepAnAdmin;
  /** Those of the roles that a maker of assignments may give now, as the audit log names makers. */
  rolesWithinReach(maker: string, roles: readonly string[]): Promise<readonly string[]>;
  audit: AuditLog;
}

export function createRoleService(deps: RoleServiceDeps): RoleService {
  const { settings, store, people, catalog, keepAnAdmin, rolesWithinReach, audit } = deps;
  const defined = (name: string) => settings.roles.find((role) => role.name === name);

  /** The event is of the person who has the role; who changed it is a detail. */
  function record(type: "role.assigned" | "role.removed", holder: RoleHolder, role: string, by: RoleActor | "awaited") {
    const userId = "userId" in holder ? holder.userId : undefined;
    audit.record({ type, outcome: "success", actor: by, userId, details: { role, ...holderDetails(holder) } });
  }

  function recordDropped(userId: string, role: string, maker: string) {
    const details = { role, beyond_maker: maker };
    audit.record({ type: "role.assigned", outcome: "failure", actor: "awaited", userId, details });
  }

  /** What waits for a person: what its maker may still give, and the rest. */
  async function waitingFor({ providerId, subject, email, emailVerified }: AwaitedIdentity) {
    const verifiedEmail = emailVerified && email !== undefined ? email : null;
    const given: WaitingAssignment[] = [];
    const dropped: WaitingAssignment[] = [];
    for (const one of await store.waiting(namesOf({ providerId, subject, verifiedEmail }))) {
      const [reached] = await rolesWithinReach(one.assignedBy, [one.role]);
      (reached === undefined ? dropped : given).push(one);
    }
    return { given, dropped };
  }

  return {
    definitions: () => settings.roles,
    permissionsOf: (role) => defined(role)?.permissions ?? [],

    async rolesOf(userId) {
      const row = await store.findFacts(userId);
      return row && !row.disabled ? people.read(personFacts(row)).roles : [];
    },

    async rolesWhenEnabled(userId) {
      const row = await store.findFacts(userId);
      return row ? people.rolesByAnyIdentity(personFacts(row)) : [];
    },

    async sourcesOf(userId) {
      const row = await store.findFacts(userId);
      return row ? people.roleSourcesOf(personFacts(row)) : [];
    },

    async list({ limit, ...filter }) {
      const found = await store.list({ ...filter, limit: limit + 1 });
      const assignments = found.slice(0, limit);
      return { assignments, next: found.length > limit ? assignments.at(-1)?.id : undefined };
    },

    async assign(holder, role, by) {
      if (!defined(role)) throw new AppError("role_unknown", { facts: { role } });
      requireValidHolder(holder);
      const isNew = await store.assign(holder, role, by).catch((error: unknown) => {
        if (isForeignKeyViolation(error)) throw new AppError("admin_target_not_found", { cause: error });
        throw error;
      });
      if (isNew) record("role.assigned", holder, role, by);
      return isNew;
    },

    async remove(holder, role, by, { evenLast = false } = {}) {
      // Taking from people that could not sign in yet leaves the others as they were.
      const free = evenLast || role !== adminRole || "awaited" in holder;
      const removed = await store.remove(holder, role, free ? evenWithoutAdmin : keepAnAdmin);
      if (removed) record("role.removed", holder, role, by);
      return removed;
    },

    async findHolder(name) {
      requireValidHolder({ awaited: name });
      const split = isQualifiedGroup(name) ? splitGroup(name) : undefined;
      const ids = await store.findPeople(
        split ? { providerId: split.providerId, subject: split.name } : { address: name },
        catalog.providers.list().map(({ id }) => id),
      );
      const [userId] = ids;
      if (ids.length > 1) throw new AppError("person_ambiguous", { facts: { people: ids.join(", ") } });
      return userId === undefined ? { awaited: awaitedName(name) } : { userId };
    },

    awaits: async (identity) => (await waitingFor(identity)).given.length > 0,

    async settleAwaited(userId, identity) {
      const { given, dropped } = await waitingFor(identity);
      if (given.length + dropped.length === 0) return;
      const taken = await store.settle(userId, given, dropped);
      const roles = new Set(given.filter(({ id }) => taken.has(id)).map(({ role }) => role));
      for (const role of roles) record("role.assigned", { userId }, role, "awaited");
      for (const { id, role, assignedBy } of dropped) if (taken.has(id)) recordDropped(userId, role, assignedBy);
    },
  };
}

function requireValidHolder(holder: RoleHolder): void {
  const problem =
    "group" in holder
      ? !isQualifiedGroup(holder.group) && "a group is written with its provider: corp:editors"
      : "awaited" in holder && adminProblem(holder.awaited)?.problem;
  if (problem) throw new AppError("role_holder_invalid", { detail: problem });
}

/** Prisma's code for a violated foreign key. */
function isForeignKeyViolation(error: unknown): boolean {
  return error instanceof Error && "code" in error && error.code === "P2003";
}
