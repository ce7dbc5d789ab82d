import { randomUUID } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";
import { type Caller, requireScope } from "./access.ts";
import { type CalendarEvent, weekOf } from "./calendar-events.ts";
import { PersonStore } from "./person-store.ts";
import { sendNotFound, sendProblem } from "./problem.ts";
import { readJsonObject } from "./read-json.ts";

/** GET and POST /calendar/events: what Calendar Buddy lives on. */
export function createCalendarApi(): (
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
) => void | Promise<void> {
  const added = new PersonStore<CalendarEvent>(() => []);
  return async (caller, request, response, url) => {
    if (url.pathname !== "/calendar/events") return sendNotFound(response);
    if (request.method === "GET" || request.method === "HEAD") {
      if (!requireScope(response, caller, "calendar:read")) return;
      const events = [...weekOf(caller.subject, new Date()), ...added.list(caller.subject)];
      return sendJson(response, 200, { events: events.sort((a, b) => a.startsAt.localeCompare(b.startsAt)) });
    }
    if (request.method !== "POST") {
      return sendProblem(response, 405, "Method not allowed", "Use GET or POST.", { allow: "GET, HEAD, POST" });
    }
    if (!requireScope(response, caller, "calendar:write")) return;
    const event = eventFrom(await readJsonObject(request));
    if (!event) {
      return sendProblem(response, 400, "No event", 'Send JSON {"title": "…", "startsAt": "2026-01-31T09:00:00Z"}.');
    }
    added.add(caller.subject, event);
    sendJson(response, 201, event);
  };
}

function eventFrom(body: Record<string, unknown> | undefined): CalendarEvent | undefined {
  const { title, startsAt, place } = body ?? {};
  if (typeof title !== "string" || title.trim() === "" || title.length > 200) return undefined;
  const startMs = typeof startsAt === "string" ? Date.parse(startsAt) : Number.NaN;
  if (Number.isNaN(startMs)) return undefined;
  return {
    id: randomUUID(),
    title: title.trim(),
    place: typeof place === "string" && place !== "" ? place.slice(0, 200) : null,
    startsAt: new Date(startMs).toISOString(),
    endsAt: new Date(startMs + 3_600_000).toISOString(),
  };
}
