import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";
import { type Caller, requireScope } from "./access.ts";
import { type Note, notesApi } from "./notes-api.ts";
import type { PersonStore } from "./person-store.ts";
import { sendNotFound } from "./problem.ts";
import { echo, events, hostileHeaders, receiveBytes, sendBytes, slow, status } from "./wire-exercises.ts";

/** The routes below /demo; the caller is known already. */
export function createDemoApi(
  notes: PersonStore<Note>,
): (caller: Caller, request: IncomingMessage, response: ServerResponse, url: URL) => void | Promise<void> {
  const counted = { since: new Date().toISOString(), requests: 0 };
  return (caller, request, response, url) => {
    counted.requests += 1;
    const [, , name, parameter, ...more] = url.pathname.split("/");
    if (more.length > 0) return name === "echo" ? echo(request, response, url) : sendNotFound(response);
    switch (name) {
      case "me":
        return sendJson(response, 200, me(caller));
      case "notes":
        return notesApi(notes, caller, parameter, request, response);
      case "report":
        if (!requireScope(response, caller, "report:read")) return;
        return sendJson(response, 200, { ...counted, ...report(notes) });
      case "echo":
        return echo(request, response, url);
      case "slow":
        return slow(response, url);
      case "events":
        return events(request, response, url);
      case "bytes":
        return request.method === "PUT" ? receiveBytes(request, response) : sendBytes(response, url);
      case "status":
        return status(response, parameter ?? "");
      case "hostile-headers":
        return hostileHeaders(response);
      default:
        return sendNotFound(response);
    }
  };
}

/** Numbers about all people, nothing of one person: for services that act without a person. */
function report(notes: PersonStore<Note>): Record<string, number> {
  const { people, items } = notes.count();
  return { people, notes: items };
}

function me({ subject, scopes, clientId, claims }: Caller): Record<string, unknown> {
  return { sub: subject, scopes, client: clientId ?? null, claims };
}
