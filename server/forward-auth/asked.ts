import type { IncomingMessage, ServerResponse } from "node:http";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { ForwardPlace } from "./places.ts";

/** One request to forward auth, with what was found out about it. */
export interface Asked {
  place: ForwardPlace;
  /** By the cookie of this place; another host's doesn't count. */
  session: LiveSession | null;
  request: IncomingMessage;
  response: ServerResponse;
  query: URLSearchParams;
  /** Path and query at the app, where the proxy appends them to `/oauth2/auth` as Envoy does. */
  appended: string | undefined;
}

export function redirect(response: ServerResponse, location: string): void {
  response.writeHead(303, { location, "content-length": 0 }).end();
}

/** Envoy's ext_authz appends path and query of what it asks about. */
const appendedTo = "/oauth2/auth/";

/** The endpoint and its query; all that follows `/oauth2/auth/` is the app's, and its query no endpoint's. */
export function splitTarget({ url = "" }: IncomingMessage): {
  path: string;
  query: string;
  appended: string | undefined;
} {
  if (url.startsWith(appendedTo)) {
    // A prefix that is configured with a slash at its end doubles it.
    return { path: "/oauth2/auth", query: "", appended: url.slice(appendedTo.length - 1).replace(/^\/+/, "/") };
  }
  const queryStart = url.indexOf("?");
  const [path, query] = queryStart === -1 ? [url, ""] : [url.slice(0, queryStart), url.slice(queryStart)];
  return { path, query, appended: undefined };
}
