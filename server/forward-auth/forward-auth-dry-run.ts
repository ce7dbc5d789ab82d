import { type AccessRefusal, accessError } from "#server/access/policy/access-refusal.ts";
import type { TargetAllow } from "#server/config/access/access-settings.ts";
import type { Settings } from "#server/config/settings.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { createHostRules, findHostRule } from "#server/forward-auth/access/host-rules.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { setIdentityHeaders, setRuledHeaders } from "./identity.ts";
import { createForwardPlaces, type ForwardPlace } from "./places.ts";

/** What forward auth would answer the proxy of a host for a person. */
export interface ForwardAuthAnswer {
  origin: string;
  /** The entry of `forwardAuth.allow` that counts, where there is one. */
  rule: { allow: TargetAllow; setting: string } | undefined;
  /** `forwardAuth.allow`, as it decides. */
  notAllowed: AccessRefusal | undefined;
  refused: AppError | undefined;
  /** As the app behind the proxy gets them. None for a refused person. */
  headers: readonly { name: string; value: string }[];
  /** Headers that are sent empty because their claims are too long. */
  cut: readonly { claim: string; place: string }[];
}

export interface ForwardAuthDryRun {
  /** `undefined` for a host that isn't one of `forwardAuth.origins` or the portal's. `host` may be a whole address. */
  ask(host: string, session: LiveSession): ForwardAuthAnswer | undefined;
  origins: readonly string[];
}

/**
 * Answers as `/oauth2/auth` does, by the same rules for hosts and the same headers. What a proxy asks for besides (`allowed_groups`)
 * stands in its own configuration and isn't known here.
 */
export function createForwardAuthDryRun(
  settings: Pick<Settings, "origin" | "forwardAuth" | "trustedProxies" | "claims">,
): ForwardAuthDryRun {
  const places = createForwardPlaces(settings);
  const refusalAt = createHostRules(settings.forwardAuth.allow);
  const headerRules = settings.claims.rules.filter((rule) => rule.in.includes("forward_auth"));

  function placeOf(host: string): ForwardPlace | undefined {
    const addresses = /^https?:\/\//i.test(host) ? [host] : [`https://${host}`, `http://${host}`];
    const known = addresses.filter((address) => URL.canParse(address));
    const isPortal = known.some((address) => new URL(address).origin === settings.origin);
    return isPortal ? places.portal : known.map(places.appAt).find((place) => place !== undefined);
  }

  function ruleOf(origin: string): ForwardAuthAnswer["rule"] {
    const rules = settings.forwardAuth.allow ?? new Map();
    const host = findHostRule(rules, new URL(origin).host);
    const allow = host === undefined ? undefined : rules.get(host);
    return allow && { allow, setting: `forwardAuth.allow.${host}` };
  }

  return {
    origins: settings.forwardAuth.origins,
    ask(host, session) {
      const place = placeOf(host);
      if (!place) return undefined;
      const { origin } = place;
      const rule = ruleOf(origin);
      const notAllowed = refusalAt(place, session);
      if (notAllowed) {
        const refused = accessError("app_not_allowed", notAllowed, { userId: session.userId });
        return { origin, rule, notAllowed, refused, headers: [], cut: [] };
      }
      const headers = new Map<string, string>();
      const cut: { claim: string; place: string }[] = [];
      const sink = { setHeader: (name: string, value: string) => headers.set(name, value) };
      setIdentityHeaders(sink, session, () => cut.push({ claim: "groups", place: "forward_auth" }));
      setRuledHeaders(sink, session, headerRules, (claims) =>
        cut.push(...claims.map((claim) => ({ claim, place: "forward_auth" }))),
      );
      const sent = [...headers].map(([name, value]) => ({ name, value: Buffer.from(value, "latin1").toString() }));
      return { origin, rule, notAllowed, refused: undefined, headers: sent, cut };
    },
  };
}
