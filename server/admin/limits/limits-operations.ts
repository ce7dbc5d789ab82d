import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { time } from "#server/admin/shapes.ts";
import { limitKinds } from "#server/rate-limits/limit-key.ts";

const limitInForce = z.object({
  id: z.string(),
  kind: z.enum(limitKinds),
  address: z.string().nullable().describe("An IP address, or the /64 of an IPv6 address."),
  sessionId: z.string().nullable(),
  userId: z.string().nullable(),
  api: z.string().nullable().describe("Name of the API that was called."),
  unit: z.enum(["requests", "bytes", "guesses"]),
  limit: z.number().int(),
  count: z.number().int(),
  until: time,
  process: z.string().nullable().describe("The process that counts it; null when all count together."),
});

export const limitsOperations = {
  "limits.list": defineOperation({
    method: "GET",
    path: "/limits",
    permission: "limits.read",
    summary: "Rate limits and lockouts that refuse requests now",
    input: z.strictObject({}),
    output: z.object({
      items: z.array(limitInForce),
      complete: z.boolean().describe("False when a process did not answer, or there are more."),
      countsFor: z
        .enum(["process", "processes"])
        .describe("Whether each process counts rate limits for itself, or all together in Redis."),
    }),
    run: async ({ services }) => {
      const { items, ...rest } = await services.limits.list();
      return { items: [...items], ...rest };
    },
  }),

  "limits.lift": defineOperation({
    method: "POST",
    path: "/limits/lift",
    permission: "limits.write",
    needsFreshSignIn: true,
    endsNothing: true,
    summary: "Let requests in again that a limit or lockout refuses now; what was counted is forgotten",
    input: z.strictObject({ id: z.string().min(1).max(500).describe("As the list has it.") }),
    output: z.object({
      lifted: limitInForce,
      unreached: z.number().int().describe("Processes that did not answer and may go on refusing."),
    }),
    async run({ services, note }, { id }) {
      note({}, { limit: id });
      const done = await services.limits.lift(id);
      const { kind, count, until, userId, sessionId } = done.lifted;
      const about = { ...(userId === null ? {} : { userId }), ...(sessionId === null ? {} : { sessionId }) };
      note(about, { kind, count, until, unreached: done.unreached });
      return done;
    },
  }),
};
