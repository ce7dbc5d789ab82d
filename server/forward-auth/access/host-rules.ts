import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import { rememberDecisions } from "#server/access/policy/remembered-decisions.ts";
import type { TargetAllow } from "#server/config/access/access-settings.ts";
import type { ForwardPlace } from "#server/forward-auth/places.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";

/**
 * Decides by the settings (`forwardAuth.allow`) whether a person may use the apps at a host. The most exact entry counts: the host
 * itself, then the longest of those for the hosts below a domain.
 *
 * The host is that of the place, which only a trusted proxy can name, and which the cookie was sealed for.
 */
export function createHostRules(rules: ReadonlyMap<string, TargetAllow> = new Map()) {
  const decide = rememberDecisions();
  const ofHost = new Map<string, string | undefined>();

  function ruleOf(origin: string): string | undefined {
    if (!ofHost.has(origin)) ofHost.set(origin, findHostRule(rules, new URL(origin).host));
    return ofHost.get(origin);
  }

  return ({ origin }: ForwardPlace, session: LiveSession): AccessRefusal | undefined => {
    if (rules.size === 0) return undefined;
    const host = ruleOf(origin);
    const allow = host === undefined ? undefined : rules.get(host);
    return allow && decide(allow, session, `forwardAuth.allow.${host}`);
  };
}

/** The entry that counts for a host. */
export function findHostRule(rules: ReadonlyMap<string, TargetAllow>, host: string): string | undefined {
  if (rules.has(host)) return host;
  const above = [...rules.keys()].filter((domain) => domain.startsWith(".") && host.endsWith(domain));
  return above.sort((one, other) => other.length - one.length)[0];
}
