import type { ProviderAllow } from "#server/config/access/access-settings.ts";
import type { AccessRefusal } from "./access-refusal.ts";
import { folded } from "./address-rules.ts";
import type { JudgedIdentity } from "./provider-facts.ts";

interface ProviderRules {
  id: string;
  allow?: ProviderAllow | undefined;
}

/**
 * Whether a provider's `allow` lets an identity sign in: each rule that is given must hold. Pure; what the provider didn't say
 * doesn't hold. Tenants and hosted domains are claims, never read from an address.
 */
export function decideProvider({ id, allow }: ProviderRules, identity: JudgedIdentity): AccessRefusal | undefined {
  if (allow === undefined) return undefined;
  const { said } = identity;
  const groups = allow.groups?.map((group) => `${id}:${group}`);
  const checks = [
    check("tenants", allow.tenants, said.tenant === undefined ? [] : [said.tenant], folded),
    check("hostedDomain", allow.hostedDomains, said.hostedDomain === undefined ? [] : [said.hostedDomain], folded),
    check("organizations", allow.organizations, said.organizations ?? [], folded),
    check("teams", allow.teams, said.teams ?? [], folded),
    check("groups", groups, identity.groups, exactly),
  ];
  const failed = checks.find((one) => one !== undefined);
  if (failed === undefined) return undefined;
  const { name, needed, had } = failed;
  const isAsked = name === "organizations" || name === "teams";
  return {
    rule: `provider.${name}`,
    setting: `providers[${id}].allow.${name}`,
    needed,
    had,
    ...(isAsked && said.unknownBecause !== undefined ? { note: said.unknownBecause } : {}),
  };
}

const exactly = (text: string): string => text;

function check<Name extends string>(
  name: Name,
  needed: readonly string[] | undefined,
  had: readonly string[],
  spelled: (text: string) => string,
): { name: Name; needed: readonly string[]; had: readonly string[] } | undefined {
  if (needed === undefined) return undefined;
  const accepted = new Set(needed.map(spelled));
  return had.some((one) => accepted.has(spelled(one))) ? undefined : { name, needed, had };
}
