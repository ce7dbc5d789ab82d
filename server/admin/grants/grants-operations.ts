import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { ended, endedOf, pageInput, pageOf, time, uuid } from "#server/admin/shapes.ts";
import { AppError } from "#server/errors/app-error.ts";

const listedGrant = z.object({
  id: uuid,
  userId: uuid,
  displayName: z.string(),
  email: z.string().nullable(),
  clientId: z.string(),
  appName: z.string(),
  scopes: z.array(z.string()),
  grantedAt: time,
  lastUsedAt: time.nullable(),
});

export const grantsOperations = {
  "grants.list": defineOperation({
    method: "GET",
    path: "/grants",
    permission: "grants.read",
    summary: "Apps' access to people's accounts, the newest first: by person or app",
    input: z.strictObject({
      ...pageInput,
      user: uuid.optional().describe("Id of a person"),
      app: z.string().max(2000).optional().describe("Client id of an app"),
    }),
    output: pageOf(listedGrant),
    async run({ services, note }, { user, app, ...rest }) {
      note({ ...(user ? { userId: user } : {}), ...(app ? { clientId: app } : {}) });
      return services.grants.list({ ...rest, userId: user, clientId: app });
    },
  }),

  "grants.get": defineOperation({
    method: "GET",
    path: "/grants/{id}",
    permission: "grants.read",
    summary: "An app's access to a person's account",
    input: z.strictObject({ id: uuid }),
    output: listedGrant,
    async run({ services, note }, { id }) {
      note({}, { grant: id });
      const [found] = (await services.grants.list({ id, limit: 1 })).items;
      if (!found) throw new AppError("admin_target_not_found");
      note({ userId: found.userId, clientId: found.clientId });
      return found;
    },
  }),

  "grants.revoke": defineOperation({
    method: "POST",
    path: "/grants/{id}/revoke",
    permission: "grants.write",
    needsFreshSignIn: true,
    summary: "End an app's access to a person's account, with its codes and tokens",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, userId: uuid, clientId: z.string(), ended }),
    async run({ services, note }, { id }) {
      note({}, { grant: id });
      const revoked = await services.grants.revoke(id);
      if (!revoked) throw new AppError("admin_target_not_found");
      const { userId, clientId, counts } = revoked;
      note({ userId, clientId }, counts);
      return { id, userId, clientId, ended: endedOf(counts) };
    },
  }),
};
