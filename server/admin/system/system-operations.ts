import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { time } from "#server/admin/shapes.ts";

export const systemOperations = {
  "system.get": defineOperation({
    method: "GET",
    path: "/system",
    permission: "system.read",
    summary: "What runs: version, mode, database, and what is degraded",
    input: z.strictObject({}),
    output: z.object({
      publicUrl: z.string(),
      mode: z.enum(["demo", "development", "production"]),
      nodeVersion: z.string(),
      startedAt: time,
      database: z.object({ description: z.string(), ready: z.boolean() }),
      /** What is away: the database, or a part that only slows the portal down. */
      away: z.array(z.string()),
    }),
    run: ({ services }) => services.system.get(),
  }),
};
