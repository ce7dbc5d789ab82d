import { z } from "zod";

/** What a command sends. */
export const callShape = z.strictObject({
  operation: z.string().max(100),
  input: z.unknown(),
  ifMatch: z.string().max(200).optional(),
  /** The operator's user in the operating system, for the record. */
  systemUser: z.string().max(200),
});

/** Most bytes of a call: a set-up to import may be large. */
export const mostCallBytes = 16 * 1024 * 1024;

/** Headers of the proof. */
export const proofHeaders = { nonce: "x-portico-nonce", proof: "x-portico-proof" } as const;

/** A line of a stream: an item, the failure that ended it, or that it is complete. */
export const lineShape = z.union([
  z.strictObject({ item: z.unknown() }),
  z.strictObject({ error: z.unknown() }),
  z.strictObject({ end: z.literal(true) }),
]);
