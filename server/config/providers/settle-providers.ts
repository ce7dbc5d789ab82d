import { settleProviderAllow } from "#server/config/access/settle-allow.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import { givesGroups } from "#server/config/roles/gives-groups.ts";
import type { Mode, ProviderSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";
import { Secret } from "#server/crypto/secret.ts";
import { providerAddressProblem } from "./provider-address-problem.ts";
import {
  allowRules,
  answeredAllowRules,
  environmentPrefixOf,
  kindFacts,
  kindOf,
  oidcKind,
  presentName,
} from "./provider-kinds.ts";
import type { ProviderConfig } from "./provider-schema.ts";

/** Checks what the schema can't see, and fills in name and brand. */
export function settleProviders(
  providers: readonly ProviderConfig[],
  mode: Mode,
  mistakes: SettingsMistake[],
  { indexOf }: ConfigGaps = noGaps,
): ProviderSettings[] {
  const seen = new Set<string>();
  /** Kinds whose own name is shown already. */
  const unnamed = new Set<string>();
  return providers.map((provider, index) => {
    const setting = `providers[${indexOf(provider) ?? index}] (${provider.id})`;
    if (seen.has(provider.id)) {
      mistakes.push({ setting, problem: "The id is used twice.", fix: "Give each provider its own id." });
    }
    seen.add(provider.id);
    const kind = kindOf(provider);
    mistakes.push(...kindMistakes(provider, kind, setting), ...groupsMistakes(provider, setting));
    for (const field of ["issuer", "apiBaseUrl", "baseUrl"] as const) {
      const address = provider[field];
      const problem = address === undefined ? undefined : providerAddressProblem(address, provider, mode);
      if (problem) mistakes.push({ setting: `${setting}.${field}`, ...problem });
    }
    mistakes.push(...apiMistakes(provider, kind, setting));
    const facts = kindFacts(kind);
    if (provider.name === undefined && facts) {
      if (unnamed.has(kind)) {
        const problem = `Another provider is shown as “${facts.name}” too, so people can't tell the two apart.`;
        mistakes.push({ setting: `${setting}.name`, problem, fix: "Give it a name of its own." });
      }
      unnamed.add(kind);
    }
    mistakes.push(...allowMistakes(provider, kind, `${setting}.allow`));
    const { clientSecret, type: _read, allow, ...rest } = provider;
    return {
      ...rest,
      kind,
      name: provider.name ?? facts?.name ?? provider.id,
      brand: facts?.brand ?? "generic",
      clientSecret: clientSecret === undefined ? undefined : new Secret(clientSecret),
      ...(allow === undefined ? {} : { allow: settleProviderAllow(allow) }),
    };
  });
}

/** A rule that the provider can't answer would refuse all people. */
function allowMistakes(provider: ProviderConfig, kind: string, setting: string): SettingsMistake[] {
  const { allow, issuer } = provider;
  if (allow === undefined) return [];
  const answered: readonly string[] = answeredAllowRules({ kind, issuer });
  const mistakes: SettingsMistake[] = allowRules
    .filter((rule) => allow[rule] !== undefined && !answered.includes(rule))
    .map((rule) => ({
      setting: `${setting}.${rule}`,
      problem: "This provider says nothing of it.",
      fix: answered.length > 0 ? `Use ${answered.join(" or ")}.` : "Use groups, or access: { emailDomains }.",
    }));
  if (allow.groups !== undefined && !givesGroups(provider)) {
    const problem = "It needs to know which claim lists the groups.";
    mistakes.push({
      setting: `${setting}.groups`,
      problem,
      fix: "Set groupsClaim or attributes.groups of the provider.",
    });
  }
  return mistakes;
}

/** Where the API alone says who a person is, that of another host could name any person. */
function apiMistakes({ apiBaseUrl, baseUrl }: ProviderConfig, kind: string, setting: string): SettingsMistake[] {
  const webAddress = kindFacts(kind)?.webAddress;
  if (webAddress === undefined || apiBaseUrl === undefined) return [];
  const { host } = new URL(baseUrl ?? webAddress);
  if ([host, `api.${host}`].includes(new URL(apiBaseUrl).host)) return [];
  const problem = `It is another host than ${host}, whose people it would name.`;
  return [{ setting: `${setting}.apiBaseUrl`, problem, fix: "Set baseUrl to the address of the GitHub server." }];
}

function groupsMistakes({ groupsClaim, attributes }: ProviderConfig, setting: string): SettingsMistake[] {
  if (groupsClaim === undefined || attributes?.["groups"] === undefined) return [];
  const problem = "groupsClaim and attributes.groups both say where the groups are.";
  return [{ setting: `${setting}.groupsClaim`, problem, fix: "Leave groupsClaim out." }];
}

function kindMistakes(provider: ProviderConfig, kind: string, setting: string): SettingsMistake[] {
  if (provider.type === "oidc" && provider.kind !== undefined && provider.kind !== oidcKind) {
    // What else it needs depends on which of the two is meant.
    const problem = "kind and type name two different things.";
    return [{ setting: `${setting}.kind`, problem, fix: "Leave type out: kind says it." }];
  }
  const present = presentName(kind);
  if (present !== undefined) {
    const problem = `${kind} is an old name of ${kindFacts(present)?.name ?? present}.`;
    return [{ setting: `${setting}.kind`, problem, fix: `Write kind: "${present}"; the id may stay.` }];
  }
  const mistakes: SettingsMistake[] = [];
  const isOidc = kind === oidcKind || provider.type === "oidc";
  if (isOidc && !provider.issuer) {
    mistakes.push({
      setting: `${setting}.issuer`,
      problem: `${provider.kind === undefined ? "type" : "kind"} oidc needs an issuer.`,
      fix: "Add the issuer URL from the provider's discovery document.",
    });
  }
  const needed = kindFacts(kind)?.issuerNeeded;
  if (needed && !provider.issuer) {
    const prefix = environmentPrefixOf({ id: provider.id, kind });
    mistakes.push({ setting: prefix ? `${prefix}_ISSUER` : `${setting}.issuer`, ...needed });
  }
  return mistakes;
}
