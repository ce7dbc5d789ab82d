import { createLocalJWKSet, errors, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";
import { ProviderFailure } from "#server/sign-in/providers/failures/provider-failure.ts";

const freshSeconds = 600;
/** Between two fetches that an unknown `kid` caused, because the endpoint for logout tokens is public and a `kid` can be made up. */
const cooldownSeconds = 30;

/**
 * A provider's signing keys: cached, and fetched once more when a token names a key that isn't there (rotation).
 *
 * Errors: provider_unreachable; jose's JWKSNoMatchingKey when the key is still unknown.
 */
export function createProviderKeys(
  jwksUri: () => Promise<string>,
  fetch: GuardedFetch,
  nowSeconds: () => number,
): JWTVerifyGetKey {
  let known: { find: JWTVerifyGetKey; until: number } | undefined;
  let running: Promise<JWTVerifyGetKey> | undefined;
  let forcedAtSeconds = Number.NEGATIVE_INFINITY;

  function load(): Promise<JWTVerifyGetKey> {
    running ??= fetchKeys()
      .then((keys) => {
        const find = createLocalJWKSet(keys);
        known = { find, until: nowSeconds() + freshSeconds };
        return find;
      })
      .finally(() => {
        running = undefined;
      });
    return running;
  }

  async function fetchKeys(): Promise<JSONWebKeySet> {
    const uri = await jwksUri();
    const response = await fetch(uri, { headers: { accept: "application/json" } });
    const body = response.status === 200 ? await response.json().catch(() => undefined) : undefined;
    if (!Array.isArray(body?.keys)) {
      const detail = `${uri} answered ${response.status}, not a JWK set`;
      throw new ProviderFailure("provider_unreachable", "keys", { detail });
    }
    return body;
  }

  return async (header, token) => {
    const find = known && nowSeconds() < known.until ? known.find : await load();
    try {
      return await find(header, token);
    } catch (error) {
      const mayRetry = error instanceof errors.JWKSNoMatchingKey && nowSeconds() - forcedAtSeconds >= cooldownSeconds;
      if (!mayRetry) throw error;
      forcedAtSeconds = nowSeconds();
      return (await load())(header, token);
    }
  };
}
