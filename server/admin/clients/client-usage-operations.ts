import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { time } from "#server/admin/shapes.ts";

const count = z.number().int();

export const clientUsageOperations = {
  "clients.usage": defineOperation({
    method: "GET",
    path: "/client-usage",
    permission: "clients.read",
    summary:
      "How much apps are used: people, tokens of the last 30 days, last use; each number counted to 1,000 at most",
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
          activePeople: count,
          moreActivePeople: z.boolean(),
          tokens: count,
          moreTokens: z.boolean(),
          lastUsedAt: time.nullable(),
        }),
      ),
    }),
    async run({ services }, { clientIds }) {
      const found = await services.clientUsage.of(clientIds);
      return { items: found.map((use) => ({ ...use, lastUsedAt: use.lastUsedAt?.toISOString() ?? null })) };
    },
  }),
};
