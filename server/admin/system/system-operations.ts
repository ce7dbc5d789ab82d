import { z } from "zod";
import { defineOperation } from "#server/admin/operation.ts";
import { time } from "#server/admin/shapes.ts";

const database = z.object({
  description: z.string(),
  ready: z.boolean(),
  kind: z.enum(["embedded", "postgres"]),
  version: z.string().nullable().describe("Of PostgreSQL."),
  sizeBytes: z.number().int().nullable(),
  pool: z
    .object({ max: z.number().int(), open: z.number().int(), idle: z.number().int(), waiting: z.number().int() })
    .nullable()
    .describe("Connections of the process that answers."),
});

const migrations = z.object({
  applied: z.number().int(),
  latest: z.string().nullable(),
  latestAt: time.nullable(),
  pending: z.array(z.string()).describe("This version has them, the database has not."),
  unknown: z.array(z.string()).describe("The database has them, this version doesn't know them."),
});

const degraded = z.object({
  part: z.enum(["database", "events", "announcements", "rate_limits", "migrations"]),
  since: time.nullable(),
  reason: z.string().nullable(),
  advice: z.string().nullable(),
});

const listedProcess = z.object({
  id: z.string(),
  isOwn: z.boolean().describe("It answers this request."),
  state: z
    .enum(["answers", "silent", "cut_off", "unknown"])
    .describe(
      "silent: no answer within a second. cut_off: no events reach it. unknown: this process could not ask it.",
    ),
  since: time.nullable().describe("Since when it is cut off."),
  answeredAfterMs: z.number().int().nullable(),
  role: z.enum(["portal", "command"]).nullable(),
  version: z.string().nullable(),
  nodeVersion: z.string().nullable(),
  host: z.string().nullable(),
  pid: z.number().int().nullable(),
  startedAt: time.nullable(),
  memoryBytes: z.number().int().nullable(),
});

export const systemOperations = {
  "system.get": defineOperation({
    method: "GET",
    path: "/system",
    permission: "system.read",
    summary: "What runs: version, database, migrations, and what is degraded since when",
    input: z.strictObject({}),
    output: z.object({
      version: z.string(),
      nodeVersion: z.string(),
      publicUrl: z.string(),
      mode: z.enum(["demo", "development", "production"]),
      startedAt: time,
      redis: z.boolean().describe("Whether events and rate limits go over Redis."),
      database,
      migrations: migrations.nullable(),
      degraded: z.array(degraded),
    }),
    run: ({ services }) => services.system.get(),
  }),

  "system.processes": defineOperation({
    method: "GET",
    path: "/system/processes",
    permission: "system.read",
    summary: "The processes of the portal, asked now: which answer, which are silent, which get no events",
    input: z.strictObject({}),
    output: z.object({
      items: z.array(listedProcess),
      complete: z.boolean().describe("False when the process that answers could not ask the others."),
    }),
    run: ({ services }) => services.system.processes(),
  }),
};
