import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { counts, uuid } from "#server/admin/shapes.ts";
import { AppError } from "#server/errors/app-error.ts";

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

  "users.disable": defineOperation({
    method: "POST",
    path: "/users/{id}/disable",
    permission: "users.write",
    needsFreshSignIn: true,
    summary: "Disable a person: sessions, access of apps and tokens end at once, everywhere",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, wasEnabled: z.boolean(), ended: counts }),
    async run({ services, note }, { id }) {
      note({ userId: id });
      const disabled = await services.accountControl.disable(id);
      if (!disabled) throw new AppError("admin_target_not_found");
      note({ userId: id }, disabled.counts);
      return { id, wasEnabled: disabled.wasEnabled, ended: { ...disabled.counts } };
    },
  }),

  "users.enable": defineOperation({
    method: "POST",
    path: "/users/{id}/enable",
    permission: "users.write",
    summary: "Let a disabled person sign in again; what ended stays ended",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, wasDisabled: z.boolean() }),
    async run({ services, note }, { id }) {
      note({ userId: id });
      return { id, wasDisabled: await services.accountControl.enable(id) };
    },
  }),
};
