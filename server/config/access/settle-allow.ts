import { settleGroupNames } from "#server/config/roles/settle-group-names.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import type { ProviderAllow, TargetAllow } from "./access-settings.ts";
import type { ProviderAllowConfig, TargetAllowConfig } from "./allow-schema.ts";

/** What settling an `allow` needs to know of other settings. */
export interface AllowContext {
  providers: readonly { id: string; groupsClaim?: string | undefined }[];
  /** Whether the file's list of providers has mistakes, so that references to it can't be checked. */
  providersAreBroken: boolean;
}

/** Groups in the one spelling that is compared: provider:group. */
export function settleGroups(
  names: readonly string[],
  setting: string,
  { providers, providersAreBroken }: AllowContext,
  mistakes: SettingsMistake[],
): string[] {
  // With a broken provider left out, a bare name could seem to have no provider.
  return settleGroupNames({ setting, names }, providers, providersAreBroken ? [] : mistakes);
}

/** Fills in what the schema leaves out; groups get their provider's prefix. */
export function settleAllow(
  allow: TargetAllowConfig,
  setting: string,
  context: AllowContext,
  mistakes: SettingsMistake[],
): TargetAllow | undefined {
  if (allow === undefined) return undefined;
  const { groups } = allow;
  if (groups === undefined) return allow;
  return { ...allow, groups: settleGroups(groups, `${setting}.groups`, context, mistakes) };
}

export function settleProviderAllow(allow: ProviderAllowConfig): ProviderAllow | undefined {
  if (allow === undefined) return undefined;
  const { tenants, hostedDomain, organizations, teams, groups } = allow;
  return {
    tenants,
    hostedDomains: hostedDomain === undefined ? undefined : [hostedDomain].flat(),
    organizations,
    teams,
    groups,
  };
}
