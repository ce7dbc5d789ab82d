import { type ClaimRule, standardRules } from "#server/claims/claim-rule.ts";
import { completeRule } from "#server/claims/client-claim-rules.ts";
import { isAboutPerson, isRefusable, isStandardScope } from "#server/claims/standard-scopes.ts";
import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import type { ClaimSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";

type Config = Pick<ResolvedConfig, "claims" | "clients" | "scopes" | "resources">;

/** The rules for every app, and the operator's scopes that release claims. */
export function settleClaims(
  config: Config,
  mistakes: SettingsMistake[],
  { broken, indexOf }: ConfigGaps = noGaps,
): ClaimSettings {
  const own = Object.entries(config.claims).map(([claim, said]) => completeRule(claim, said));
  const standard = standardRules.filter(({ claim }) => !Object.hasOwn(config.claims, claim));
  const isKnown = (scope: string) =>
    broken.has("scopes") ||
    Object.hasOwn(config.scopes, scope) ||
    (isStandardScope(scope) && isAboutPerson(scope) && isRefusable(scope));
  for (const rule of own) mistakes.push(...ruleMistakes(rule, `claims.${rule.claim}`, isKnown));
  const ofClients = config.clients.flatMap((client, index) =>
    Object.entries(client.claims).flatMap(([claim, said]) => {
      if (said === false) return [];
      const rule = completeRule(claim, said);
      const setting = `clients[${indexOf(client) ?? index}] (${client.clientId}).claims.${claim}`;
      mistakes.push(...ruleMistakes(rule, setting, isKnown));
      if (!client.scopes.includes(rule.scope)) {
        mistakes.push({
          setting,
          problem: `The client can't ask for the scope ${rule.scope}, so it would never get the claim.`,
          fix: `Add ${rule.scope} to its scopes, or write another scope here.`,
        });
      }
      return [rule];
    }),
  );
  const ofApis = new Set(config.resources.flatMap(({ scopes }) => scopes));
  const scopes = [...own, ...ofClients]
    .map(({ scope }) => scope)
    .filter((scope) => !isStandardScope(scope) && !ofApis.has(scope));
  return { rules: [...standard, ...own], scopes: [...new Set(scopes)] };
}

function ruleMistakes(rule: ClaimRule, setting: string, isKnown: (scope: string) => boolean): SettingsMistake[] {
  const mistakes: SettingsMistake[] = [];
  const add = (member: string, problem: string, fix: string) =>
    mistakes.push({ setting: `${setting}.${member}`, problem, fix });
  if (!isKnown(rule.scope)) {
    add(
      "scope",
      `The consent page has no words for the scope ${rule.scope}.`,
      `Describe it in scopes, or use profile, email, groups or roles.`,
    );
  }
  if (rule.in.includes("forward_auth") !== (rule.header !== undefined)) {
    add(
      "header",
      "forward_auth and a header go together.",
      'Add header: "X-…", and forward_auth to in; or take both away.',
    );
  }
  if (rule.provider !== undefined && rule.from !== "groups") {
    add("provider", "Only groups are told apart by provider.", 'Take it away, or write from: "groups".');
  }
  if (rule.strip && rule.startsWith === undefined) {
    add("strip", "There is no startsWith to take off.", "Add startsWith, or take strip away.");
  }
  return mistakes;
}
