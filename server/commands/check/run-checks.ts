import type { LoadedSettings } from "#server/config/settings.ts";
import { checkProvider } from "#server/sign-in/provider-check/check-provider.ts";
import type { CheckResult } from "#server/sign-in/provider-check/check-result.ts";
import { checkAddress } from "./check-address.ts";
import { checkDatabase } from "./check-database.ts";
import { checkRedis } from "./check-redis.ts";

type Check = () => Promise<CheckResult | CheckResult[]>;

const atOnce = 8;

/** Reaches everything that the settings name, and changes nothing. Never rejects for what is away. */
export async function runChecks(settings: LoadedSettings): Promise<CheckResult[]> {
  const checks = checksOf(settings);
  const results: CheckResult[][] = [];
  let next = 0;
  async function work(): Promise<void> {
    for (let index = next++; index < checks.length; index = next++) {
      results[index] = [(await checks[index]?.()) ?? []].flat();
    }
  }
  await Promise.all(Array.from({ length: atOnce }, work));
  return results.flat();
}

/** In demo mode the providers and the API run inside the portal, so there is nothing to reach. */
function checksOf(settings: LoadedSettings): Check[] {
  const { database, redisUrl, providers, apis, clients, forwardAuth, demo } = settings;
  const own: Check[] = [() => checkDatabase(database), ...(redisUrl ? [() => checkRedis(redisUrl)] : [])];
  if (demo) return own;
  return [
    ...own,
    ...providers.map((provider) => () => checkProvider(provider, settings, { withCredentials: true })),
    ...apis.map(
      ({ name, target }) =>
        () =>
          checkAddress(`API ${name}`, target, `apis.${name}.target`),
    ),
    ...apis.flatMap(({ name, clientCredentials: own }) =>
      own ? [() => checkAddress(`API ${name}`, own.issuer, `apis.${name}.clientCredentials.issuer`)] : [],
    ),
    ...clients.flatMap(({ clientId, backchannelLogoutUri: uri }) =>
      uri ? [() => checkAddress(`app ${clientId}`, uri, `clients.${clientId}.backchannelLogoutUri`)] : [],
    ),
    ...forwardAuth.origins.map((origin) => () => checkAddress(`host ${origin}`, origin, "forwardAuth.origins")),
  ];
}
