import type { ProviderConfig } from "#server/config/providers/provider-schema.ts";

/** Whether the settings say how to read a person's groups from what the provider says. */
export function givesGroups({ groupsClaim }: Pick<ProviderConfig, "groupsClaim">): boolean {
  return groupsClaim !== undefined;
}
