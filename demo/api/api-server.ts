import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handler, UpgradeHandler } from "#demo/http/local-server.ts";
import { sendJson } from "#demo/http/reply.ts";
import { admit, sentToken } from "./access.ts";
import { createCalendarApi } from "./calendar-api.ts";
import { createProofCheck } from "./check-proof.ts";
import { createDemoApi } from "./demo-api.ts";
import { createEchoWebSocket } from "./echo-websocket.ts";
import { createIntrospector } from "./introspect-token.ts";
import { createMcpEndpoint } from "./mcp-endpoint.ts";
import { firstNotes, type Note } from "./notes-api.ts";
import { PersonStore } from "./person-store.ts";
import { sendNotFound } from "./problem.ts";
import { createResourceMetadata } from "./protected-resource.ts";
import { type ApiLogEntry, RequestLog } from "./request-log.ts";
import { createJwtVerifier } from "./verify-jwt-token.ts";

export interface ApiServerOptions {
  /** e.g. http://localhost:3002; the audiences are below it. */
  apiUrl: string;
  portalUrl: string;
  resourceServer: { clientId: string; clientSecret: string };
}

/**
 * Three APIs on one server: /demo takes JWTs and checks them itself, /calendar takes opaque tokens and asks Portico, and so does
 * /mcp, which has the notes of /demo for assistants.
 */
export function createApiServer({ apiUrl, portalUrl, resourceServer }: ApiServerOptions): {
  handle: Handler;
  upgrade: UpgradeHandler;
  log(): readonly ApiLogEntry[];
  close(): void;
} {
  const notes = new PersonStore<Note>(firstNotes);
  const apis = {
    demo: {
      audience: `${apiUrl}/demo`,
      scopes: ["notes:read", "notes:write", "report:read"],
      verify: createJwtVerifier(portalUrl, `${apiUrl}/demo`),
      serve: createDemoApi(notes),
    },
    calendar: {
      audience: `${apiUrl}/calendar`,
      scopes: ["calendar:read", "calendar:write"],
      verify: createIntrospector(portalUrl, `${apiUrl}/calendar`, resourceServer),
      serve: createCalendarApi(),
    },
    mcp: {
      audience: `${apiUrl}/mcp`,
      scopes: ["notes:read", "notes:write"],
      verify: createIntrospector(portalUrl, `${apiUrl}/mcp`, resourceServer),
      serve: createMcpEndpoint(notes),
    },
  };
  const answerMetadata = createResourceMetadata(portalUrl, Object.values(apis));
  const apiAt = (pathname: string) => {
    if (pathname.startsWith("/demo/")) return apis.demo;
    if (pathname.startsWith("/calendar/")) return apis.calendar;
    return pathname === "/mcp" ? apis.mcp : undefined;
  };
  const webSocket = createEchoWebSocket(apis.demo.verify);
  const checkProof = createProofCheck(apiUrl);
  const requestLog = new RequestLog();
  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    requestLog.add(request);
    const url = new URL(request.url ?? "/", apiUrl);
    if (url.pathname === "/") return sendJson(response, 200, tableOfContents(apiUrl));
    if (answerMetadata(url.pathname, response)) return;
    const api = apiAt(url.pathname);
    if (!api) return sendNotFound(response);
    if (api === apis.mcp && letOtherOriginsCall(request, response)) return;
    const sent = sentToken(request);
    const verdict = await checkProof(request, sent, await api.verify(sent?.value));
    const caller = admit(response, verdict, api.audience);
    if (caller) await api.serve(caller, request, response, url);
  };
  return {
    handle,
    upgrade: (request, socket, head) => {
      requestLog.add(request);
      webSocket.upgrade(request, socket, head).catch(() => socket.destroy());
    },
    log: () => requestLog.entries(),
    close: () => webSocket.close(),
  };
}

/** Assistants also run in pages: they may call with a token of their own. Whether the browser's question was answered (CORS). */
function letOtherOriginsCall(request: IncomingMessage, response: ServerResponse): boolean {
  response.setHeader("access-control-allow-origin", "*");
  response.setHeader("access-control-expose-headers", "www-authenticate");
  if (request.method !== "OPTIONS") return false;
  response
    .writeHead(204, {
      "access-control-allow-methods": "POST",
      "access-control-allow-headers": "authorization, content-type, dpop, mcp-protocol-version",
    })
    .end();
  return true;
}

function tableOfContents(apiUrl: string): Record<string, unknown> {
  return {
    name: "Demo API of Portico",
    [`${apiUrl}/demo`]:
      "JWT access tokens: me, notes, report, echo, slow, events, bytes, status/{code}, hostile-headers, ws",
    [`${apiUrl}/calendar`]: "opaque access tokens: events",
    [`${apiUrl}/mcp`]: "opaque access tokens: the notes, for assistants (Model Context Protocol)",
  };
}
