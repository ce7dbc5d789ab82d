import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { sendProblem, toAppError } from "#server/http/problem.ts";
import type { SignOut } from "#server/portal.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { SessionVault } from "#server/sessions/session-vault.ts";
import { answerJson } from "./answer-json.ts";
import { mayPass } from "./forward-access-policy.ts";
import { checkForwardTarget } from "./forward-target-policy.ts";
import { createOwnHeaders } from "./own-headers.ts";

export interface ForwardAuthDeps {
  settings: Pick<Settings, "origin" | "secure">;
  vault: Pick<SessionVault, "authenticateCached" | "authenticate" | "clearCookieHeader">;
  signOut: SignOut;
  /** Hosts besides the portal's own that `rd` may lead to; see forward-target-policy.ts. */
  domains?: readonly string[];
  /** The person's groups, where something knows them; without it `allowed_groups` lets nobody pass. */
  groupsOf?: (session: LiveSession) => readonly string[];
}

/** oauth2-proxy's endpoints, for nginx `auth_request`, Traefik ForwardAuth and Caddy `forward_auth`. */
export interface ForwardAuth {
  /** Whether a path under /oauth2/ is forward auth's; `/oauth2/userinfo` is only without a bearer token. */
  matches(path: string, request: IncomingMessage): boolean;
  handle(request: IncomingMessage, response: ServerResponse): void;
}

const paths = new Set(["/oauth2/auth", "/oauth2/start", "/oauth2/sign_in", "/oauth2/sign_out"]);

/**
 * Builds forward auth.
 *
 * Cost:   `/oauth2/auth` is asked for every request of the protected app: for a known cookie two look-ups in memory.
 * Errors: 401 signed out, 403 signed in but not allowed (a 401 would send the person round in circles), 503 when the
 *         database can't be asked; never 2xx by mistake.
 */
export function createForwardAuth(deps: ForwardAuthDeps): ForwardAuth {
  const { settings, vault, signOut } = deps;
  const ownHeaders = createOwnHeaders(settings.secure);
  const targets = { origin: settings.origin, domains: deps.domains ?? [] };
  const groupsOf = deps.groupsOf ?? (() => []);

  async function auth({ session, response, query }: Asked): Promise<void> {
    const groups = session === null ? [] : groupsOf(session);
    const allowed = session !== null && mayPass(session, groups, query);
    if (session !== null && allowed) {
      for (const [name, value] of Object.entries(identityOf(session, groups))) {
        response.setHeader(`X-Auth-Request-${name}`, value);
      }
    }
    response.writeHead(allowed ? 202 : session === null ? 401 : 403, { "content-length": 0 }).end();
  }

  /** Signs in and returns to `rd`; a target off the site is returned to by way of this address, which checks again. */
  async function start({ session, request, response, query }: Asked): Promise<void> {
    const target = checkForwardTarget(query.get("rd") ?? header(request, "x-auth-request-redirect"), targets);
    const returnPath = target.startsWith("/") ? target : `/oauth2/start?${new URLSearchParams({ rd: target })}`;
    const signIn = `/sign-in?${new URLSearchParams({ return_to: returnPath })}`;
    redirect(response, session === null ? signIn : target);
  }

  /** A page of another site must not sign anybody out by a link or an image: then the portal's own page asks first. */
  async function signOutHere({ session, request, response, query }: Asked): Promise<void> {
    const target = checkForwardTarget(query.get("rd"), targets);
    const site = header(request, "sec-fetch-site");
    const asked = site === "same-origin" || site === "same-site" || site === "none";
    const prefetched = /prefetch|prerender/.test(header(request, "sec-purpose") ?? "");
    if (session !== null && (!asked || prefetched)) {
      redirect(response, "/sign-out");
      return;
    }
    if (session !== null) {
      await signOut(session);
      // Only then: another site's POST comes without the cookie (SameSite=Lax), and must not get to delete it.
      response.setHeader("set-cookie", vault.clearCookieHeader());
    }
    redirect(response, target);
  }

  async function userInfo({ session, response }: Asked): Promise<void> {
    if (session === null) throw new AppError("session_required");
    answerJson(response, {
      user: session.userId,
      ...(session.emailVerified && session.email !== undefined ? { email: session.email } : {}),
      groups: groupsOf(session),
      ...(session.username === undefined ? {} : { preferredUsername: session.username }),
    });
  }

  const endpoints: Readonly<Record<string, (asked: Asked) => Promise<void>>> = {
    "/oauth2/auth": auth,
    "/oauth2/start": start,
    "/oauth2/sign_in": start,
    "/oauth2/sign_out": signOutHere,
    "/oauth2/userinfo": userInfo,
  };

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = request.url ?? "";
    const queryStart = url.indexOf("?");
    const endpoint = endpoints[queryStart === -1 ? url : url.slice(0, queryStart)];
    if (!endpoint) throw new AppError("route_not_found");
    const { cookie } = request.headers;
    const session = vault.authenticateCached(cookie) ?? (await vault.authenticate(cookie));
    const query = new URLSearchParams(queryStart === -1 ? "" : url.slice(queryStart));
    await endpoint({ session, request, response, query });
  }

  return {
    matches: (path, request) =>
      paths.has(path) || (path === "/oauth2/userinfo" && request.headers.authorization === undefined),
    handle(request, response) {
      ownHeaders.set(response);
      response.setHeader("cache-control", "no-store");
      answer(request, response).catch((error: unknown) => sendProblem(response, toAppError(error)));
    },
  };
}

interface Asked {
  session: LiveSession | null;
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
}

/**
 * As oauth2-proxy names them. Only a verified address leaves: the app behind takes it for who this is. What is not known
 * is sent empty rather than left out, since proxies that copy headers leave the caller's own in place of a missing one.
 */
function identityOf(session: LiveSession, groups: readonly string[]): Record<string, string> {
  return {
    User: headerValue(session.userId),
    Email: headerValue(session.emailVerified ? session.email : undefined),
    "Preferred-Username": headerValue(session.username),
    Groups: headerValue(groups.join(",")),
  };
}

/** UTF-8 in a header's bytes, as oauth2-proxy sends it; control characters would end the header. */
function headerValue(text = ""): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is taken out here
  return Buffer.from(text.replace(/[\u0000-\u001f\u007f]/g, "")).toString("latin1");
}

function header(request: IncomingMessage, name: string): string | undefined {
  const value = request.headers[name];
  return Array.isArray(value) ? value[0] : value;
}

function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, "content-length": 0 }).end();
}
