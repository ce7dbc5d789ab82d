import { z } from "zod";
import type { RoleAssignment } from "#server/accounts/roles/role-assignment-store.ts";
import type { RoleHolder } from "#server/accounts/roles/role-holder.ts";
import type { RoleService } from "#server/accounts/roles/role-service.ts";
import { idCursor } from "#server/admin/id-cursor.ts";
import { defineOperation, type OperationContext } from "#server/admin/operation.ts";
import { permissionsOf } from "#server/admin/permissions.ts";
import { pageInput, pageOf, time, uuid } from "#server/admin/shapes.ts";
import { requireOwnRoles } from "./require-own-roles.ts";

const role = z.string().min(1).max(63);

const holderShape = z.object({
  userId: uuid.nullable(),
  group: z.string().nullable().describe("With its provider: corp:editors."),
  awaited: z.string().nullable().describe("An address or provider:subject that no person has signed in with yet."),
});

/** Exactly one of the three says who has the role. */
const holderInput = z
  .strictObject({
    role,
    userId: uuid.optional(),
    group: z.string().max(200).optional().describe("All members of a provider's group: corp:editors."),
    person: z
      .string()
      .max(300)
      .optional()
      .describe("A verified address or provider:subject, before the first sign-in too."),
  })
  .refine(({ userId, group, person }) => [userId, group, person].filter((one) => one !== undefined).length === 1, {
    message: "exactly one of userId, group and person says who has the role",
  });

const assignmentShape = z.object({
  id: z.string(),
  role: z.string(),
  ...holderShape.shape,
  displayName: z.string().nullable(),
  assignedBy: z.string().describe("operator, user:<id>, client:<id> or invitation:<id>."),
  assignedAt: time,
});

export const rolesOperations = {
  "roles.list": defineOperation({
    method: "GET",
    path: "/roles",
    permission: "roles.read",
    summary: "List the roles: built in and of the settings, with their groups and permissions",
    input: z.strictObject({}),
    output: z.object({
      items: z.array(
        z.object({
          name: z.string(),
          origin: z.enum(["built-in", "settings"]),
          description: z.string(),
          groups: z.array(z.string()).describe("Whose members have it by the settings."),
          permissions: z.array(z.string()),
        }),
      ),
    }),
    async run({ services: { roles } }) {
      const items = roles.definitions().map(({ name, builtIn, description, groups }) => ({
        name,
        origin: builtIn ? ("built-in" as const) : ("settings" as const),
        description,
        groups: [...groups],
        permissions: [...permissionsOf([name], roles.permissionsOf)],
      }));
      return { items };
    },
  }),

  "roles.assignments": defineOperation({
    method: "GET",
    path: "/roles/assignments",
    permission: "roles.read",
    summary: "List who has a role by assignment: people, groups, and people who have not signed in yet",
    input: z.strictObject({ ...pageInput, role: role.optional(), userId: uuid.optional() }),
    output: pageOf(assignmentShape),
    async run({ services }, { role: name, userId, after, limit }) {
      const page = await services.roles.list({ role: name, userId, after: idCursor(after), limit });
      return { items: page.assignments.map(toItem), next: page.next ?? null };
    },
  }),

  "roles.assign": defineOperation({
    method: "POST",
    path: "/roles/{role}/assignments",
    permission: "roles.write",
    needsFreshSignIn: true,
    summary: "Give a role to a person or to a provider's group; it holds at the next use of their sessions",
    input: holderInput,
    output: z.object({ role: z.string(), ...holderShape.shape, isNew: z.boolean() }),
    async run(context, input) {
      const holder = await prepare(context, input);
      const isNew = await context.services.roles.assign(holder, input.role, context.actor.name);
      return { role: input.role, ...shownHolder(holder), isNew };
    },
  }),

  "roles.remove": defineOperation({
    method: "DELETE",
    path: "/roles/{role}/assignments",
    permission: "roles.write",
    needsFreshSignIn: true,
    summary: "Take a role from a person or a provider's group; it is gone at the next use of their sessions",
    input: holderInput,
    output: z.object({ role: z.string(), ...holderShape.shape, wasAssigned: z.boolean() }),
    async run(context, input) {
      const holder = await prepare(context, input);
      const options = { evenLast: context.actor.kind === "operator" };
      const wasAssigned = await context.services.roles.remove(holder, input.role, context.actor.name, options);
      return { role: input.role, ...shownHolder(holder), wasAssigned };
    },
  }),
};

/** Who is meant. Errors: admin_not_allowed for a role with permissions that the actor lacks. */
async function prepare(context: OperationContext, input: z.output<typeof holderInput>): Promise<RoleHolder> {
  const { services, note } = context;
  note({}, { role: input.role });
  const holder = await holderOf(services.roles, input);
  note("userId" in holder ? { userId: holder.userId } : {}, holder);
  requireOwnRoles(context, [input.role]);
  return holder;
}

async function holderOf(roles: RoleService, input: z.output<typeof holderInput>): Promise<RoleHolder> {
  if (input.userId !== undefined) return { userId: input.userId };
  return input.group === undefined ? roles.findHolder(input.person ?? "") : { group: input.group };
}

const noHolder = { userId: null, group: null, awaited: null };

function shownHolder(holder: RoleHolder): z.output<typeof holderShape> {
  return { ...noHolder, ...holder };
}

function toItem({ holder, displayName, assignedAtSeconds, ...rest }: RoleAssignment) {
  return {
    ...rest,
    ...shownHolder(holder),
    displayName: displayName ?? null,
    assignedAt: new Date(assignedAtSeconds * 1000).toISOString(),
  };
}
