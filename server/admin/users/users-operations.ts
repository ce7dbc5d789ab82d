import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { ended, endedOf, pageInput, pageOf, uuid } from "#server/admin/shapes.ts";
import { AppError } from "#server/errors/app-error.ts";
import { listedPerson, personDetail } from "./person-shapes.ts";
import { requireOtherAccount } from "./require-other-account.ts";
import { requirePerson } from "./require-person.ts";
import { requireReachOfPerson } from "./require-reach-of-person.ts";

export const usersOperations = {
  "users.find": defineOperation({
    method: "GET",
    path: "/users/named",
    permission: "users.read",
    summary: "The people known by exactly this id, address or provider:subject",
    input: z.strictObject({
      name: z.string().min(1).max(500).describe("An id, an address in any spelling of case, or provider:subject."),
    }),
    output: z.object({
      items: z.array(
        z.object({
          id: uuid,
          displayName: z.string().nullable(),
          email: z.string().nullable(),
          disabled: z.boolean(),
        }),
      ),
    }),
    run: async ({ services }, { name }) => ({ items: await services.peopleFinder.find(name) }),
  }),

  "users.list": defineOperation({
    method: "GET",
    path: "/users",
    permission: "users.read",
    summary: "People, the newest first: by words of their name or address, state, provider, app",
    input: z.strictObject({
      ...pageInput,
      search: z
        .string()
        .max(300)
        .optional()
        .describe("Beginnings of words of name, address or user name; or a whole address, provider:subject or id"),
      state: z.enum(["enabled", "disabled"]).optional(),
      provider: z.string().max(200).optional().describe("Id of a provider that they have an identity of"),
      app: z.string().max(2000).optional().describe("Client id of an app that has access to their account"),
      sort: z
        .enum(["newest", "active"])
        .default("newest")
        .describe("By when the account was made, or by the last sign-in"),
    }),
    output: pageOf(listedPerson),
    run: ({ services }, { provider, app, ...rest }) =>
      services.people.list({ ...rest, providerId: provider, clientId: app }),
  }),

  "users.get": defineOperation({
    method: "GET",
    path: "/users/{id}",
    permission: "users.read",
    summary: "A person with their identities and roles",
    input: z.strictObject({ id: uuid }),
    output: personDetail,
    async run({ services, note }, { id }) {
      note({ userId: id });
      const person = await services.people.find(id);
      if (!person) throw new AppError("admin_target_not_found");
      const roleSources = [...(await services.roles.sourcesOf(id))];
      const roles = person.disabledAt === null ? [...new Set(roleSources.map(({ role }) => role))] : [];
      return { ...person, roles, roleSources };
    },
  }),

  "users.disable": defineOperation({
    method: "POST",
    path: "/users/{id}/disable",
    permission: "users.write",
    needsFreshSignIn: true,
    summary: "Disable a person: sessions, access of apps and tokens end at once, everywhere",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, wasEnabled: z.boolean(), ended }),
    async run(context, { id }) {
      const { actor, services, note } = context;
      note({ userId: id });
      requireOtherAccount(actor, id);
      await requireReachOfPerson(context, id);
      const disabled = await services.accountControl.disable(id, { evenLastAdmin: actor.kind === "operator" });
      if (!disabled) throw new AppError("admin_target_not_found");
      note({ userId: id }, disabled.counts);
      return { id, wasEnabled: disabled.wasEnabled, ended: endedOf(disabled.counts) };
    },
  }),

  "users.enable": defineOperation({
    method: "POST",
    path: "/users/{id}/enable",
    permission: "users.write",
    needsFreshSignIn: true,
    endsNothing: true,
    summary: "Let a disabled person sign in again; what ended stays ended",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, wasDisabled: z.boolean() }),
    async run(context, { id }) {
      context.note({ userId: id });
      await requirePerson(context.services, id);
      await requireReachOfPerson(context, id);
      return { id, wasDisabled: await context.services.accountControl.enable(id) };
    },
  }),
};
