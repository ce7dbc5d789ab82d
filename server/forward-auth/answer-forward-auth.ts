import type { IncomingMessage, ServerResponse } from "node:http";
import type { AccessRefusal } from "#server/access/policy/access-refusal.ts";
import type { ClaimRule } from "#server/claims/claim-rule.ts";
import { AppError } from "#server/errors/app-error.ts";
import { conditionsInHeaders } from "#server/forward-auth/access/access-conditions.ts";
import { mayPass } from "#server/forward-auth/access/access-policy.ts";
import { createAccessRefusal } from "#server/forward-auth/access/refuse-access.ts";
import { answerJson } from "#server/http/answer-json.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { isNavigation, wantsPage } from "#server/http/navigation.ts";
import { noteRefusal } from "#server/http/note-refusal.ts";
import { createOwnHeaders } from "#server/http/own-headers.ts";
import { sendProblem, toAppError } from "#server/http/problem.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import { findRoute } from "#server/routes/find-route.ts";
import type { forwardAuthRoutes } from "#server/routes/own-routes.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import type { SignOut } from "#server/sessions/sign-out.ts";
import type { ForwardAddresses } from "./addresses.ts";
import { type Asked, redirect, splitTarget } from "./asked.ts";
import type { ForwardCookies } from "./cookies.ts";
import type { ForwardAuth } from "./forward-auth.ts";
import type { createForwardHandover } from "./handover.ts";
import { identityJson, setIdentityHeaders, setRuledHeaders } from "./identity.ts";
import { isUserinfoByCookie } from "./is-userinfo-by-cookie.ts";
import type { ForwardPage } from "./page.ts";
import type { ForwardPlace, ForwardPlaces } from "./places.ts";
import { takeCopiesAway } from "./planted-cookies.ts";
import { isOwnSignOut } from "./sign-out-policy.ts";
import { checkForwardTarget, type ForwardTargets } from "./target-policy.ts";
import { wantedTarget } from "./wanted-target.ts";

export interface ForwardAuthParts {
  secure: boolean;
  places: ForwardPlaces;
  cookies: ForwardCookies;
  handover: ReturnType<typeof createForwardHandover>;
  vault: Pick<SessionVault, "authenticateCached" | "authenticate" | "clearCookieHeader">;
  signOut: SignOut;
  targetsAt: (place: ForwardPlace) => ForwardTargets;
  answerPage: ForwardPage;
  addresses: ForwardAddresses;
  /** Why the settings don't let a person use the apps at a host. */
  refusalAt: (place: ForwardPlace, session: LiveSession) => AccessRefusal | undefined;
  onGroupsLeftOut: (session: LiveSession, bytes: number) => void;
  /** The operator's claims that go into headers. */
  headerRules: readonly ClaimRule[];
  onClaimsCut: (cut: readonly string[], where: { place: string; user: string }) => void;
  log: Pick<Logger, "info" | "error">;
}

/** What changes something at a GET must be asked by nothing else. */
const getOnly = new Set(["/oauth2/handover", "/oauth2/callback"]);

type ForwardPath = Exclude<(typeof forwardAuthRoutes)[number]["path"], `${string}*`>;

/**
 * Answers forward auth's endpoints, at the portal's host and at apps' hosts.
 *
 * Cost:   `/oauth2/auth` is asked for every request of the protected app: for a known cookie a few look-ups in memory.
 * Errors: 401 signed out, 403 signed in but not allowed (a 401 would send the person round in circles), 503 when the
 *         database can't be asked; never 2xx by mistake.
 */
export function answerForwardAuth(parts: ForwardAuthParts): ForwardAuth {
  const { places, cookies, handover, addresses, vault, signOut, targetsAt, answerPage, log } = parts;
  const portalHeaders = createOwnHeaders(parts.secure);
  // Strict-Transport-Security with subdomains is for an app's own operator to promise.
  const appHeaders = createOwnHeaders(false);

  function logRefusal(request: IncomingMessage, { code, detail }: AppError): void {
    log.info("forward auth refused", { code, detail, path: splitTarget(request).path });
  }

  const refuseAccess = createAccessRefusal({ places, addresses, targetsAt, answerPage, logRefusal });

  async function auth(asked: Asked): Promise<void> {
    const { place, session, request, response, query, appended } = asked;
    if (session === null && (appended !== undefined || query.get("redirect") === "1")) {
      await start(asked, true);
      return;
    }
    const conditions = appended === undefined ? [query] : conditionsInHeaders(request);
    if (session !== null && !conditions.every((each) => mayPass(session, session.groups, each))) {
      await refuseAccess(asked, session);
      return;
    }
    const refusal = session === null ? undefined : parts.refusalAt(place, session);
    if (session !== null && refusal !== undefined) {
      await refuseAccess(asked, session, refusal);
      return;
    }
    if (session !== null) {
      setIdentityHeaders(response, session, parts.onGroupsLeftOut);
      setRuledHeaders(response, session, parts.headerRules, parts.onClaimsCut);
    }
    // Envoy lets a request through for 200 alone.
    const passed = appended === undefined ? 202 : 200;
    response.writeHead(session === null ? 401 : passed, { "content-length": 0 }).end();
  }

  /** For proxies that throw away what came with 403 and ask again for something to show: nginx. */
  function forbidden(asked: Asked): Promise<void> {
    const { place, session } = asked;
    return session === null ? start(asked) : refuseAccess(asked, session, parts.refusalAt(place, session));
  }

  /** Signs in and returns to `rd`, wherever that is: the host that it is at takes over. */
  async function start(asked: Asked, alsoUri = false): Promise<void> {
    const { place, session, request, response, query } = asked;
    if (place.kind === "portal") places.requireNamed(request);
    if (!isNavigation(request)) throw new AppError("session_required");
    const wanted = wantedTarget(asked, alsoUri) ?? (await addresses.read(query, "rd"));
    const target = checkForwardTarget(wanted, targetsAt(place));
    const owner = target.startsWith("/") ? place : (places.appAt(target) ?? places.portal);
    if (owner === place) takeCopiesAway(asked, cookieNameAt(place), target);
    if (owner !== place) redirect(response, owner.origin + (await addresses.startPath(target)));
    else if (session !== null) redirect(response, target);
    else if (place.kind === "app") await handover.begin(asked, target);
    else redirect(response, `/sign-in?${new URLSearchParams({ return_to: await addresses.portalPath(target) })}`);
  }

  function cookieNameAt(place: ForwardPlace): string {
    const header = place.kind === "app" ? cookies.clearSession(place) : vault.clearCookieHeader();
    return header.slice(0, header.indexOf("="));
  }

  /** Ends the portal's session, and with it every app's. A link from elsewhere can't: then the portal's page asks first. */
  async function signOutHere({ place, session, request, response, query }: Asked): Promise<void> {
    if (session !== null && !isOwnSignOut(request, place.origin)) {
      redirect(response, place.kind === "portal" ? "/sign-out" : `${places.portal.origin}/sign-out`);
      return;
    }
    const target = checkForwardTarget(query.get("rd"), targetsAt(place));
    if (session !== null) {
      const page = (await signOut(session)).signedOutPage?.(new URL(target, place.origin).href);
      // Only then: another site's POST comes without the cookie (SameSite=Lax), and must not get to delete it.
      const clear = place.kind === "portal" ? vault.clearCookieHeader() : cookies.clearSession(place);
      response.setHeader("set-cookie", clear);
      // Frames are for the portal's page.
      if (page !== undefined) {
        redirect(response, places.portal.origin + page);
        return;
      }
    }
    redirect(response, target);
  }

  async function userInfo({ place, session, response }: Asked): Promise<void> {
    if (session === null) {
      // RFC 6750 §3: without any token, the scheme and no error. An app's host takes no tokens.
      if (place.kind === "portal") response.setHeader("www-authenticate", `Bearer realm="${place.origin}"`);
      throw new AppError("session_required");
    }
    answerJson(response, identityJson(session, parts.headerRules, parts.onClaimsCut));
  }

  const endpoints: Readonly<Record<ForwardPath | "/oauth2/userinfo", (asked: Asked) => void | Promise<void>>> = {
    "/oauth2/auth": auth,
    "/oauth2/start": (asked) => start(asked),
    "/oauth2/sign_in": (asked) => start(asked),
    "/oauth2/forbidden": forbidden,
    "/oauth2/handover": handover.handOver,
    "/oauth2/callback": handover.callback,
    "/oauth2/sign_out": signOutHere,
    "/oauth2/userinfo": userInfo,
  };

  const byPath = new Map(Object.entries(endpoints));

  async function sessionAt(place: ForwardPlace, cookie: string | undefined): Promise<LiveSession | null> {
    if (place.kind === "app") return cookies.session(place, cookie);
    return vault.authenticateCached(cookie) ?? (await vault.authenticate(cookie));
  }

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const place = places.of(request);
    (place.kind === "app" ? appHeaders : portalHeaders).set(response);
    const { path, query, appended } = splitTarget(request);
    const endpoint = byPath.get(path);
    if (!endpoint) throw new AppError("route_not_found");
    if (getOnly.has(path) && request.method !== "GET") {
      response.setHeader("allow", "GET");
      throw new AppError("method_not_allowed");
    }
    const session = await sessionAt(place, request.headers.cookie);
    await endpoint({ place, session, request, response, query: new URLSearchParams(query), appended });
  }

  /** A person sees a page, and the portal's own where the proxy lets them go there; a proxy and a program get the status. */
  function refuse(request: IncomingMessage, response: ServerResponse, thrown: unknown): void {
    const error = toAppError(thrown);
    const { path } = splitTarget(request);
    noteRefusal(error);
    if (error.code === "internal_error") log.error("forward auth failed", { error: thrown, path });
    else logRefusal(request, error);
    if (path === "/oauth2/userinfo" || !wantsPage(request) || response.headersSent) sendProblem(response, error);
    else if (path === "/oauth2/auth") answerPage({ request, response }, error);
    else {
      const about = new URLSearchParams({ code: error.code, ref: currentRequestContext()?.requestId ?? "" });
      redirect(response, `${places.portal.origin}/error?${about}`);
    }
  }

  return {
    matches: (path, request) =>
      findRoute(path).room === "forward-auth" ||
      (path === "/oauth2/userinfo" && isUserinfoByCookie(request, places.portal.origin)) ||
      places.isApp(request),
    handle(request, response) {
      appHeaders.set(response);
      response.setHeader("cache-control", "no-store");
      answer(request, response).catch((error: unknown) => refuse(request, response, error));
    },
  };
}
