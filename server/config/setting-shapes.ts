import { z } from "zod";

/**
 * Marks an optional setting whose absence means something else, not merely less: another provider, a public client, any host.
 * The value `undefined` is a mistake there, because it comes from an environment variable that is not set.
 */
export const decisive = { decisive: true };

export const absoluteUrl = z.url({ protocol: /^https?$/ });
export const seconds = z.number().int().positive();
/** Node's timers fire at once when their delay is longer than 2^31 - 1 ms. */
export const timerSeconds = seconds.max(2_147_483, "at most 2147483, which is 24 days");
export const resourceIdentifier = absoluteUrl.refine(
  (url) => !url.includes("#"),
  "a resource identifier has no fragment (RFC 8707 §2): leave out # and what follows",
);
export const languageCode = z.string().regex(/^[a-z]{2,3}$/, "a language code: en, de, …");
export const scopeName = z
  .string()
  .regex(/^[\x21\x23-\x5B\x5D-\x7E]+$/, "a scope is printable ASCII without space, quote or backslash");

/** RFC 6749 appendices A.1 and A.2. Clients and servers encode other characters differently in HTTP Basic. */
const credential = (what: string) =>
  z.string().regex(/^[\x20-\x7E]*$/, `${what} is printable ASCII (RFC 6749 A.1, A.2): no umlauts, no line ends`);
export const clientId = credential("a client id").min(1);
export const clientSecret = credential("a client secret").min(1);
