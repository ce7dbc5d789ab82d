import { createHash } from "node:crypto";

/** How listening connections are named in pg_stat_activity: at most 63 bytes, each with its process's id. */
export interface ListenerNames {
  /** What the names of all listeners of this portal begin with, and those of no other portal. */
  readonly prefix: string;
  of(processId: string): string;
}

/** Portals in other schemas of a database are not waited for: their listeners are named otherwise. */
export function nameListeners(schema: string): ListenerNames {
  const mark = createHash("md5").update(schema).digest("hex").slice(0, 8);
  const prefix = schema === "public" ? "portico-listener " : `portico-listens ${mark} `;
  return { prefix, of: (processId) => prefix + processId };
}
