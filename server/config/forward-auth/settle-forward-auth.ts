import type { ResolvedConfig } from "#server/config/config-schema.ts";
import { type ConfigGaps, noGaps } from "#server/config/file/config-gaps.ts";
import { originProblem } from "#server/config/origin-problem.ts";
import type { SettingsMistake } from "#server/config/settings-mistake.ts";

/** A host name as in a URL, with ".example.com" for all below it, and a port or none. */
const domainShape = /^\.?[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)*(:[1-9]\d{0,4})?$/i;

/**
 * Checks forward auth's hosts, and writes the origins in the one spelling that is compared with.
 *
 * An app's host gets its own cookie, so an origin that browsers could confuse with the portal's host is refused at the start.
 */
export function settleForwardAuth(
  config: Pick<ResolvedConfig, "forwardAuth" | "trustedProxies">,
  publicUrl: string,
  mistakes: SettingsMistake[],
  { broken }: ConfigGaps = noGaps,
): ResolvedConfig["forwardAuth"] {
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
  return { domains, origins: [...new Set(origins.map((origin) => new URL(origin).origin))] };
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
