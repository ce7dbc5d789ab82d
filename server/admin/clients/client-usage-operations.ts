import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { time } from "#server/admin/shapes.ts";
import { longestKey } from "#server/catalog/managed/entry-kinds.ts";

const count = z.number().int();

export const clientUsageOperations = {
  "clients.usage": defineOperation({
    method: "GET",
    path: "/client-usage",
    permission: "clients.read",
    summary: "How much apps are used: people, counted to 1,000 at most, and last use",
    input: z.strictObject({
      clientIds: z
        .string()
        .max(20_000)
        .transform((text) => text.split(" ").filter(Boolean))
        .refine((ids) => ids.length <= 200, "at most 200 client ids")
        .describe("Client ids, separated by spaces."),
    }),
    output: z.object({
      items: z.array(
        z.object({
          clientId: z.string(),
          people: count,
          morePeople: z.boolean(),
          lastUsedAt: time.nullable(),
        }),
      ),
    }),
    async run({ services }, { clientIds }) {
      const found = await services.clientUsage.of(clientIds);
      return { items: found.map((use) => ({ ...use, lastUsedAt: use.lastUsedAt?.toISOString() ?? null })) };
    },
  }),

  "clients.statistics": defineOperation({
    method: "GET",
    path: "/clients/{clientId}/statistics",
    permission: "clients.read",
    summary:
      "People whose access an app used and tokens that it got in the last 30 days, each counted to 1,000 at most",
    input: z.strictObject({ clientId: z.string().max(longestKey) }),
    output: z.object({
      activePeople: count,
      moreActivePeople: z.boolean(),
      tokens: count,
      moreTokens: z.boolean(),
    }),
    run({ services, note }, { clientId }) {
      note({ clientId });
      return services.clientUsage.statisticsOf(clientId);
    },
  }),
};
