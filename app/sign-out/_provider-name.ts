import { portal } from "#server/portal.ts";

/** As the sign-in page calls it; its id when it is configured no more. */
export function providerName(id: string): string {
  return portal().settings.providers.find((provider) => provider.id === id)?.name ?? id;
}
