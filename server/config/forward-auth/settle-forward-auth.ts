import type { TargetAllow } from "#server/config/access/access-settings.ts";
import { settleAllow } from "#server/config/access/settle-allow.ts";
import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import { originProblem } from "#server/config/origin-problem.ts";
import type { ForwardAuthSettings } from "#server/config/settings.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";

/** A host name as in a URL, with ".example.com" for all below it, and a port or none. */
const domainShape = /^\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9]\d{0,4})?$/i;

/**
 * Checks forward auth's hosts, and writes the origins in the one spelling that is compared with.
 *
 * An app's host gets its own cookie, so an origin that browsers could confuse with the portal's host is refused at the start.
 */
export function settleForwardAuth(
  config: Pick<ResolvedConfig, "forwardAuth" | "trustedProxies" | "providers">,
  publicUrl: string,
  mistakes: SettingsMistake[],
  { broken }: ConfigGaps = noGaps,
): ForwardAuthSettings {
  const { domains, origins } = config.forwardAuth;
  for (const [index, domain] of domains.entries()) {
    if (domainShape.test(domain)) continue;
    mistakes.push({
      setting: `forwardAuth.domains[${index}]`,
      problem: `“${domain}” is no host name.`,
      fix: "Write wiki.example.com, wiki.example.com:8443, or .example.com for every host below it.",
    });
  }
  for (const [index, origin] of origins.entries()) {
    const problem = originProblem(origin) ?? appOriginProblem(origin, new URL(publicUrl));
    if (problem) mistakes.push({ setting: `forwardAuth.origins[${index}]`, ...problem });
  }
  if (origins.length > 0 && config.trustedProxies.length === 0 && !broken.has("trustedProxies")) {
    mistakes.push({
      setting: "trustedProxies",
      problem: "It is empty, so no proxy may say which of forwardAuth.origins a request is for.",
      fix: "Name the address of the proxy in front of the apps, as Portico sees it.",
    });
  }
  const allow = settleHosts(config, publicUrl, mistakes, broken);
  return {
    domains,
    origins: [...new Set(origins.map((origin) => new URL(origin).origin))],
    ...(allow.size > 0 && { allow }),
  };
}

/** A rule for a host that no app has would protect nothing, and look as if it did. */
function settleHosts(
  { forwardAuth, providers }: Pick<ResolvedConfig, "forwardAuth" | "providers">,
  publicUrl: string,
  mistakes: SettingsMistake[],
  broken: ReadonlySet<string>,
): Map<string, TargetAllow> {
  const context = { providers, providersAreBroken: broken.has("providers") };
  const hosts = [publicUrl, ...forwardAuth.origins].map((origin) => new URL(origin).host);
  const settled = new Map<string, TargetAllow>();
  for (const [written, given] of Object.entries(forwardAuth.allow)) {
    const setting = `forwardAuth.allow.${written}`;
    const host = written.toLowerCase();
    const isKnown = hosts.some((known) => (host.startsWith(".") ? known.endsWith(host) : known === host));
    if (!isKnown) {
      const fix = "Name the host of one of forwardAuth.origins, with its port if it has one, or of PORTICO_URL.";
      mistakes.push({ setting, problem: "No app that forward auth protects is there.", fix });
    }
    const allow = settleAllow(given, setting, context, mistakes);
    if (allow) settled.set(host, allow);
  }
  return settled;
}

function appOriginProblem(origin: string, portal: URL): { problem: string; fix: string } | undefined {
  const url = new URL(origin);
  if (url.protocol !== portal.protocol) {
    return {
      problem: `“${origin}” and PORTICO_URL don't have the same scheme.`,
      fix: "Use https for both; http for both only on this computer.",
    };
  }
  if (url.hostname === portal.hostname) {
    return {
      // RFC 6265 §8.5: cookies are shared by all ports of a host.
      problem: `“${origin}” is on the portal's own host name, so browsers would send it the portal's session cookie.`,
      fix: "Take it out: an app on the portal's host needs no entry. On another port, give it a host name of its own.",
    };
  }
  return undefined;
}
