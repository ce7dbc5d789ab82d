import { hostname } from "node:os";
import { z } from "zod";
import { nowMs } from "#server/clock.ts";
import { porticoVersion } from "#server/portico-version.ts";

/** What a process says of itself to the others. Other versions may say more, which is dropped. */
export const processFactsShape = z.object({
  version: z.string().max(100),
  nodeVersion: z.string().max(100),
  host: z.string().max(300),
  pid: z.number().int(),
  /** A portal serves requests; a command of the operator's has the database open until it is done. */
  role: z.enum(["portal", "command"]),
  startedAtMs: z.number(),
  /** Resident memory. */
  memoryBytes: z.number(),
});

export type ProcessFacts = z.output<typeof processFactsShape>;

/** When this process began. */
export const startedAtMs: number = nowMs();

export function ownFacts(role: ProcessFacts["role"]): ProcessFacts {
  return {
    version: porticoVersion,
    nodeVersion: process.version,
    host: hostname().slice(0, 300),
    pid: process.pid,
    role,
    startedAtMs,
    memoryBytes: process.memoryUsage.rss(),
  };
}
