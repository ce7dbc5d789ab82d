import { timingSafeEqual } from "node:crypto";
import type { AuditLog } from "#server/audit/audit-event.ts";
import { hashOpaqueId, randomOpaqueId } from "#server/crypto/opaque-id.ts";
import { AppError } from "#server/errors/app-error.ts";
import { rateKey } from "#server/rate-limits/limit-key.ts";
import type { RateLimiter } from "#server/rate-limits/rate-limiter.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { ForwardAddresses } from "./addresses.ts";
import { type Asked, redirect } from "./asked.ts";
import type { ForwardCode, ForwardCodeStore } from "./code-store.ts";
import type { ForwardCookies } from "./cookies.ts";
import type { ForwardPlace, ForwardPlaces } from "./places.ts";
import { checkForwardTarget } from "./target-policy.ts";

const opaqueShape = /^[\w-]{43}$/;
/** Of one session: more than any person opens, and a row each. */
const handoversPerMinute = 120;

export interface ForwardHandoverDeps {
  places: ForwardPlaces;
  cookies: ForwardCookies;
  codes: ForwardCodeStore;
  addresses: ForwardAddresses;
  vault: Pick<SessionVault, "find">;
  rateLimiter: Pick<RateLimiter, "take">;
  audit: Pick<AuditLog, "record">;
}

/**
 * Carries a sign-in from the portal's host to an app's, where the portal's cookie can't be read.
 *
 * 1. `begin`, at the app: the browser gets a random secret in a cookie there and goes to the portal with its hash.
 * 2. `handOver`, at the portal: signs in if need be, then sends a one-time code for that host and that hash.
 * 3. `callback`, at the app: code and cookie together become the app's own session cookie.
 *
 * The secret never leaves the browser that started, so a code does nothing in another one: neither a stolen code for the thief,
 * nor the thief's own code for a victim (login CSRF). It is to the code what a PKCE verifier is (RFC 7636).
 *
 * Errors: sign_in_expired for a code that is unknown, used, too old, another host's or another browser's.
 * Races:  a code is used up by the first callback that brings it, also by one that is refused.
 */
export function createForwardHandover(deps: ForwardHandoverDeps) {
  const { places, cookies, codes, addresses, vault, rateLimiter, audit } = deps;

  async function begin({ place, request, response }: Asked, path: string): Promise<void> {
    const { secret, setCookie } = cookies.setStart(place, request.headers.cookie);
    const browser = hashOpaqueId(secret).toString("base64url");
    const onward = await addresses.handoverPath(place.origin + path, browser);
    response.appendHeader("set-cookie", setCookie);
    redirect(response, places.portal.origin + onward);
  }

  async function handOver({ place, session, response, query }: Asked): Promise<void> {
    if (place.kind !== "portal") throw new AppError("route_not_found");
    const wanted = (await addresses.read(query, "to")) ?? "";
    const app = places.appAt(wanted);
    const browser = query.get("browser") ?? "";
    if (!app || !opaqueShape.test(browser)) throw new AppError("request_invalid", { detail: "handover without app" });
    const path = checkForwardTarget(wanted, { origin: app.origin, domains: [] });
    if (session === null) {
      const kept = query.get("kept");
      const back =
        kept === null
          ? await addresses.handoverPath(app.origin + path, browser)
          : `/oauth2/handover?${new URLSearchParams({ kept, browser })}`;
      redirect(response, `/sign-in?${new URLSearchParams({ return_to: back })}`);
      return;
    }
    const { allowed } = await rateLimiter.take(rateKey("forward-handover", session.id), handoversPerMinute);
    if (!allowed) throw new AppError("rate_limited", { detail: "handovers of one session" });
    const code = randomOpaqueId();
    await codes.keep(hashOpaqueId(code), {
      browserHash: Buffer.from(browser, "base64url"),
      target: app.origin + path,
      sessionId: session.id,
    });
    redirect(response, `${app.origin}/oauth2/callback?${new URLSearchParams({ code })}`);
  }

  async function callback(asked: Asked): Promise<void> {
    const { place, request, response, query } = asked;
    if (place.kind !== "app") throw new AppError("route_not_found");
    const code = query.get("code") ?? "";
    const found = opaqueShape.test(code) ? await codes.take(hashOpaqueId(code)) : undefined;
    const kept = found && places.appAt(found.target) === place ? found : undefined;
    if (asked.session !== null) {
      // A second tab was faster, or the address was opened again: who is signed in stays.
      redirect(response, kept?.target ?? `${place.origin}/`);
      return;
    }
    if (!kept) throw refused(place, found ? "other_host" : "code_unknown_used_or_old");
    if (!isFromHere(kept, cookies.startSecret(place, request.headers.cookie))) throw refused(place, "other_browser");
    const live = await vault.find(kept.sessionId);
    if (!live) throw refused(place, "session_ended");
    await signIn(asked, live);
    redirect(response, kept.target);
  }

  function refused({ origin: host }: ForwardPlace, reason: string): AppError {
    audit.record({ type: "forward_auth.refused", outcome: "failure", details: { host, reason } });
    return new AppError("sign_in_expired", { detail: `${reason} at ${host}` });
  }

  async function signIn({ place, response }: Asked, session: LiveSession): Promise<void> {
    response.setHeader("set-cookie", [await cookies.setSession(place, session), cookies.clearStart(place)]);
    const { id: sessionId, userId, providerId } = session;
    const details = { host: place.origin };
    audit.record({ type: "forward_auth.signed_in", outcome: "success", userId, sessionId, providerId, details });
  }

  return { begin, handOver, callback };
}

function isFromHere({ browserHash }: ForwardCode, secret: string | undefined): boolean {
  if (secret === undefined) return false;
  const hash = hashOpaqueId(secret);
  return hash.length === browserHash.length && timingSafeEqual(hash, browserHash);
}
