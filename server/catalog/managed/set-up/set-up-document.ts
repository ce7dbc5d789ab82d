import { z } from "zod";

/**
 * A set-up as `portico.config.ts` says it: its members are the file's. Scopes stand by their name, the others in lists. Entries
 * are checked when they are imported, so that each mistake has its field.
 */
export const setUpDocument = z.strictObject({
  providers: z.array(z.record(z.string(), z.unknown())).default([]),
  resources: z.array(z.record(z.string(), z.unknown())).default([]),
  clients: z.array(z.record(z.string(), z.unknown())).default([]),
  scopes: z.record(z.string(), z.record(z.string(), z.unknown())).default({}),
});

export type SetUpDocument = z.output<typeof setUpDocument>;
