import { portal } from "#server/portal.ts";

/** What people call a provider; its id where it left the settings. */
export function providerName(id: string): string {
  return portal().settings.providers.find((provider) => provider.id === id)?.name ?? id;
}
