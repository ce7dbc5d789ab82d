/** Longer is as good as for ever, and a date that no database can hold must not fail a sign-in. */
const lifetimeSecondsMax = 10 * 365 * 24 * 60 * 60;

/**
 * What an issuer says with `expires_in` (RFC 6749 §5.1), or `undefined` where it says nothing that can be used: such a token is
 * good until it is refused.
 *
 * 0 and less say nothing: some issuers mean "never" by it, and a token that is over before it came would be fetched again for
 * every call. A number in quotes is a number. Anything else (words, lists, NaN) is ignored rather than refused: with the answer
 * the issuer may have replaced the refresh token, and refusing it would lose that.
 */
export function readLifetimeSeconds(expiresIn: unknown): number | undefined {
  const isText = typeof expiresIn === "string" && /^\d+(?:\.\d+)?$/.test(expiresIn.trim());
  const seconds = isText ? Number(expiresIn) : expiresIn;
  if (typeof seconds !== "number" || !(seconds >= 1)) return undefined;
  return Math.min(Math.floor(seconds), lifetimeSecondsMax);
}
