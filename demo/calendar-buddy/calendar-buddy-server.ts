import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handler } from "#demo/http/local-server.ts";
import { readForm } from "#demo/http/read-body.ts";
import { redirect, sendSvg } from "#demo/http/reply.ts";
import { type BuddySession, BuddySessions } from "./buddy-session.ts";
import { Calendar, type CalendarOutcome } from "./calendar.ts";
import { sendCalendarPage } from "./calendar-page.ts";
import { sendHomePage } from "./home-page.ts";
import { sendLegalPage } from "./legal-page.ts";
import { logoSvg } from "./logo.ts";
import { isNoticeName, type NoticeName, sendNoticePage } from "./notice-page.ts";
import { classifyFailure, PorticoClient } from "./portico-client.ts";

export interface CalendarBuddyOptions {
  /** e.g. http://localhost:3003 */
  url: string;
  portalUrl: string;
  calendarAudience: string;
  client: { clientId: string; clientSecret: string };
  log(line: string): void;
}

type Visit = { request: IncomingMessage; response: ServerResponse; session: BuddySession | undefined };

/** A connected app as another company would write it: it knows Portico by its URL and its client credentials only. */
export function createCalendarBuddy(options: CalendarBuddyOptions): Handler {
  const { url, portalUrl, calendarAudience, client, log } = options;
  const sessions = new BuddySessions();
  const portico = new PorticoClient({ ...client, portalUrl, calendarAudience, redirectUri: `${url}/callback` });
  const calendar = new Calendar(portico, calendarAudience);

  const gets: Record<string, (visit: Visit) => void | Promise<void>> = {
    "/": home,
    "/callback": callback,
    "/logo.svg": ({ response }) => sendSvg(response, logoSvg),
    "/terms": ({ response }) => sendLegalPage(response, "terms"),
    "/privacy": ({ response }) => sendLegalPage(response, "privacy"),
  };
  const posts: Record<string, (visit: Visit) => Promise<void>> = {
    "/connect": connect,
    "/refresh": refresh,
    "/events": addEvent,
    "/disconnect": disconnect,
  };

  function home({ response, session }: Visit): void {
    if (session?.connection) sendCalendarPage(response, session.connection, portalUrl, new Date());
    else sendHomePage(response);
  }

  async function connect({ request, response, session }: Visit): Promise<void> {
    const withWrite = (await readForm(request)).get("write") === "1";
    try {
      const { location, trip } = await portico.startTrip(withWrite);
      const cookie = sessions.replace(request, { trip, connection: session?.connection });
      redirect(response, location.href, { "set-cookie": cookie });
    } catch (error) {
      fail(response, error, "Portico's discovery");
    }
  }

  async function callback({ request, response, session }: Visit): Promise<void> {
    const search = request.url?.slice("/callback".length) ?? "";
    const trip = session?.trip;
    if (!session || !trip || new URLSearchParams(search).get("state") !== trip.state)
      return notice(response, "expired");
    // One way back per trip, whatever comes of it.
    session.trip = undefined;
    try {
      const { person, refreshToken } = await portico.finishTrip(search, trip);
      if (!refreshToken) return notice(response, "refused");
      const connection = { person, refreshToken, apiToken: undefined, week: undefined, refreshing: undefined };
      const outcome = await calendar.fetchWeek(connection);
      if (outcome === "removed") return notice(response, "removed");
      const cookie = sessions.replace(request, { trip: undefined, connection });
      redirect(response, outcome === "unreachable" ? "/unreachable" : "/", { "set-cookie": cookie });
    } catch (error) {
      fail(response, error, "coming back from Portico");
    }
  }

  async function refresh(visit: Visit): Promise<void> {
    const connection = visit.session?.connection;
    if (!connection) return redirect(visit.response, "/");
    settle(visit, await calendar.fetchWeek(connection));
  }

  async function addEvent(visit: Visit): Promise<void> {
    const connection = visit.session?.connection;
    const title = (await readForm(visit.request)).get("title")?.trim().slice(0, 200);
    if (!connection || !title) return redirect(visit.response, "/");
    const nextHour = new Date(Math.ceil(Date.now() / 3_600_000) * 3_600_000);
    const outcome = await calendar.addEvent(connection, title, nextHour);
    settle(visit, outcome === "done" ? await calendar.fetchWeek(connection) : outcome);
  }

  async function disconnect({ request, response, session }: Visit): Promise<void> {
    const refreshToken = session?.connection?.refreshToken;
    const cookie = sessions.end(request);
    try {
      if (refreshToken) await portico.revoke(refreshToken);
    } catch (error) {
      // Forgotten here in any case; at Portico the person can still remove it.
      log(`calendar buddy: revocation failed: ${classifyFailure(error)}`);
    }
    redirect(response, "/disconnected", { "set-cookie": cookie });
  }

  function settle({ request, response }: Visit, outcome: CalendarOutcome): void {
    if (outcome === "done" || outcome === "not_allowed") {
      redirect(response, "/");
      return;
    }
    if (outcome === "unreachable") {
      redirect(response, "/unreachable");
      return;
    }
    redirect(response, "/removed", { "set-cookie": sessions.end(request) });
  }

  function fail(response: ServerResponse, error: unknown, what: string): void {
    const failure = classifyFailure(error);
    log(`calendar buddy: ${what}: ${failure}${error instanceof Error ? ` (${error.name}: ${error.message})` : ""}`);
    notice(response, failure);
  }

  return async (request, response) => {
    const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
    const visit = { request, response, session: sessions.find(request) };
    if (request.method === "POST") {
      const post = posts[path];
      if (!post) return notFound(response);
      // Neighbours on localhost are "same-site", not "same-origin": only our own pages may press our buttons.
      if (![undefined, "same-origin", "none"].includes(fetchSite(request))) return notice(response, "refused");
      return post(visit);
    }
    const get = gets[path];
    if (get) return get(visit);
    const name = path.slice(1);
    if (isNoticeName(name)) sendNoticePage(response, name);
    else notFound(response);
  };
}

function notice(response: ServerResponse, name: NoticeName): void {
  redirect(response, `/${name}`);
}

function notFound(response: ServerResponse): void {
  response.writeHead(404, { "content-type": "text/plain; charset=utf-8" }).end("Calendar Buddy has no such page.\n");
}

function fetchSite(request: IncomingMessage): string | undefined {
  const value = request.headers["sec-fetch-site"];
  return Array.isArray(value) ? value[0] : value;
}
