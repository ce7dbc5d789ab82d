import type { AuditLog } from "#server/audit/audit-event.ts";
import { nowSeconds } from "#server/clock.ts";
import type { Settings } from "#server/config/settings.ts";
import { CookieSeal } from "#server/crypto/cookie-seal.ts";
import type { KeyRing } from "#server/crypto/key-ring.ts";
import type { Database } from "#server/database/database.ts";
import { createGroupsWarning } from "#server/forward-auth/access/groups-warning.ts";
import { createHostRules } from "#server/forward-auth/access/host-rules.ts";
import { createCutClaimWarning } from "#server/http/log/cut-claim-warning.ts";
import type { Logger } from "#server/http/log/logger.ts";
import type { RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { KeptReturnPaths } from "#server/sessions/kept-return-paths.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { SignOut } from "#server/sessions/sign-out.ts";
import { createForwardAddresses } from "./addresses.ts";
import { answerForwardAuth } from "./answer-forward-auth.ts";
import { createForwardCodeStore } from "./code-store.ts";
import { createForwardCookies } from "./cookies.ts";
import type { ForwardAuth } from "./forward-auth.ts";
import { createForwardHandover } from "./handover.ts";
import { createForwardPage } from "./page.ts";
import { createForwardPlaces } from "./places.ts";
import { createUnknownHostWarnings } from "./unknown-hosts.ts";

export interface ForwardAuthDeps {
  settings: Pick<Settings, "origin" | "secure" | "branding" | "forwardAuth" | "trustedProxies" | "claims">;
  keys: KeyRing;
  database: Pick<Database, "query" | "execute">;
  vault: Pick<SessionVault, "authenticateCached" | "authenticate" | "clearCookieHeader" | "find" | "findCached">;
  signOut: SignOut;
  keptReturnPaths: Pick<KeptReturnPaths, "isLong" | "keep" | "find">;
  rateLimiter: Pick<RateLimiter, "take">;
  audit: Pick<AuditLog, "record">;
  log: Pick<Logger, "info" | "warn" | "error">;
}

/** Puts forward auth together: the portal's own host, and the apps' hosts that the settings name. */
export function createForwardAuth(deps: ForwardAuthDeps): ForwardAuth {
  const { settings, keys, database, vault, signOut, rateLimiter, audit, log } = deps;
  const places = createForwardPlaces(settings, createUnknownHostWarnings(log));
  const { domains, origins } = settings.forwardAuth;
  const cookies = createForwardCookies({ seal: new CookieSeal(keys, "forward-auth-cookie"), vault, audit, nowSeconds });
  const codes = createForwardCodeStore(database);
  const addresses = createForwardAddresses(deps.keptReturnPaths);
  return answerForwardAuth({
    secure: settings.secure,
    places,
    cookies,
    handover: createForwardHandover({ places, cookies, codes, addresses, vault, rateLimiter, audit }),
    vault,
    signOut,
    targetsAt: (place) => ({ origin: place.origin, origins: [settings.origin, ...origins], domains }),
    addresses,
    answerPage: createForwardPage(settings),
    refusalAt: createHostRules(settings.forwardAuth.allow),
    onGroupsLeftOut: createGroupsWarning(log),
    headerRules: settings.claims.rules.filter((rule) => rule.in.includes("forward_auth")),
    onClaimsCut: createCutClaimWarning(log),
    log,
  });
}
