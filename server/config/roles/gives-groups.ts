import type { ProviderConfig } from "#server/config/providers/provider-schema.ts";

/** Whether the settings say how to read a person's groups from what the provider says. */
export function givesGroups({ groupsClaim, attributes }: Pick<ProviderConfig, "groupsClaim" | "attributes">): boolean {
  return groupsClaim !== undefined || attributes?.["groups"] !== undefined;
}
