import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { addressOrNetwork, ended, endedOf, pageInput, pageOf, time, uuid } from "#server/admin/shapes.ts";
import { AppError } from "#server/errors/app-error.ts";

const narrowing = {
  user: uuid.optional().describe("Id of a person"),
  provider: z.string().max(200).optional().describe("Id of the provider that they began with"),
  address: addressOrNetwork.optional(),
};

const listedSession = z.object({
  id: uuid,
  userId: uuid,
  displayName: z.string(),
  email: z.string().nullable(),
  providerId: z.string().nullable(),
  userAgent: z.string().nullable(),
  clientAddress: z.string().nullable(),
  createdAt: time,
  lastActiveAt: time,
  expiresAt: time,
});

export const sessionsOperations = {
  "sessions.list": defineOperation({
    method: "GET",
    path: "/sessions",
    permission: "sessions.read",
    summary: "Live sessions, the newest first: by person, provider, address or network",
    input: z.strictObject({
      ...pageInput,
      ...narrowing,
      sort: z.enum(["newest", "active"]).default("newest").describe("By their beginning, or by their last use"),
    }),
    output: pageOf(listedSession),
    async run({ services, note }, { user, provider, ...rest }) {
      if (user !== undefined) note({ userId: user });
      return services.sessions.list({ ...rest, userId: user, providerId: provider });
    },
  }),

  "sessions.get": defineOperation({
    method: "GET",
    path: "/sessions/{id}",
    permission: "sessions.read",
    summary: "A live session",
    input: z.strictObject({ id: uuid }),
    output: listedSession,
    async run({ services, note }, { id }) {
      note({ sessionId: id });
      const [found] = (await services.sessions.list({ id, limit: 1 })).items;
      if (!found) throw new AppError("admin_target_not_found");
      note({ userId: found.userId });
      return found;
    },
  }),

  "sessions.end": defineOperation({
    method: "POST",
    path: "/sessions/{id}/end",
    permission: "sessions.write",
    needsFreshSignIn: true,
    summary: "End a session, everywhere at once",
    input: z.strictObject({ id: uuid }),
    output: z.object({ id: uuid, userId: uuid, ended }),
    async run({ services, note }, { id }) {
      note({ sessionId: id });
      const owner = await services.sessions.end(id);
      if (!owner) throw new AppError("admin_target_not_found");
      const { userId } = owner;
      note({ userId });
      return { id, userId, ended: endedOf({ sessions: 1 }) };
    },
  }),

  "sessions.end-matching": defineOperation({
    method: "POST",
    path: "/sessions/end",
    permission: "sessions.write",
    needsFreshSignIn: true,
    summary: "End all sessions of a person, a provider, an address or a network",
    input: z
      .strictObject(narrowing)
      .refine((given) => Object.values(given).some((value) => value !== undefined), "Name what is to end"),
    output: z.object({ ended }),
    async run({ services, note }, { user, provider, address }) {
      const target = { ...(user ? { userId: user } : {}), ...(provider ? { providerId: provider } : {}) };
      note(target, address ? { address } : {});
      const sessions = await services.sessions.endMatching({ userId: user, providerId: provider, address });
      note({}, { sessions });
      return { ended: endedOf({ sessions }) };
    },
  }),
};
