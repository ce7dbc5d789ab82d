import type { IncomingMessage, ServerResponse } from "node:http";
import { clientActor } from "#server/admin/actors.ts";
import type { Admin, CallOptions } from "#server/admin/admin.ts";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import type { StreamOperation } from "#server/admin/operation.ts";
import { type OperationTable, operations } from "#server/admin/operations.ts";
import { streamText } from "#server/admin/streams/stream-text.ts";
import type { CheckedToken, OwnApiTokens } from "#server/authorization-server/tokens/own-api-tokens.ts";
import { adminApiIdentifier, adminApiPath } from "#server/config/administration/admin-resource.ts";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import type { Logger } from "#server/http/log/logger.ts";
import { targetPath } from "#server/http/request-target.ts";
import { type ApiAnswer, answerOf, sendAnswer } from "./answer-output.ts";
import { requireStreamType, writeLines } from "./answer-stream.ts";
import type { RefusedRequest } from "./api-challenges.ts";
import type { IdempotencyKeys } from "./idempotency-keys.ts";
import { openapiDocument } from "./openapi/openapi-document.ts";
import { readInput } from "./operation-input.ts";
import { createOperationRoutes, type FoundOperation } from "./operation-routes.ts";
import { metadataPath, protectedResourceMetadata } from "./protected-resource-metadata.ts";
import { readIdempotencyKey } from "./read-idempotency-key.ts";
import { readRevision } from "./read-revision.ts";
import { refuseRequest } from "./refuse-request.ts";

export interface AdminApiDeps {
  settings: Pick<Settings, "publicUrl" | "mutualTls">;
  admin: Pick<Admin, "callUnchecked">;
  tokens: OwnApiTokens;
  /** The roles that a person has now. */
  rolesOf(userId: string): Promise<readonly string[]>;
  permissionsOfRole: (role: string) => readonly string[];
  /** Epoch seconds of the last sign-in in a session; `undefined` when it has ended. */
  signedInAtSeconds(sessionId: string): Promise<number | undefined>;
  idempotency: IdempotencyKeys;
  log: Pick<Logger, "info" | "error">;
  /** Other operations than the portal's, for tests. */
  table?: OperationTable;
}

export interface AdminApi {
  handle(request: IncomingMessage, response: ServerResponse): Promise<void>;
  /** Lets the front door's own refusals be JSON, whatever Accept says. */
  onRefused(request: IncomingMessage): void;
  /** Ends the streams that are open, before the process stops. */
  close(): void;
}

/**
 * The operations over HTTP, for programs: found by method and path in the table of operations, with an access token of our own
 * authorization server. Cookies count for nothing here, so no page of another site can call it, and there is no CORS.
 *
 * Errors: every failure is problem+json.
 */
export function createAdminApi(deps: AdminApiDeps): AdminApi {
  const { settings, admin, tokens, log, table = operations } = deps;
  const { publicUrl } = settings;
  const routes = createOperationRoutes(table);
  const metadataUrl = `${publicUrl}${metadataPath}`;
  const open = new Set<AbortController>();
  let description: string | undefined;

  /** Errors: access_token_required, access_token_invalid. */
  async function actorOf(request: IncomingMessage, response: ServerResponse): Promise<[AdminActor, readonly string[]]> {
    const url = `${publicUrl}${targetPath(request.url)}`;
    const token = await tokens.check({ request, response }, { audience: adminApiIdentifier(publicUrl), url });
    return [await actorOfToken(token), token.scopes];
  }

  async function actorOfToken({ clientId, scopes, person, again }: CheckedToken): Promise<AdminActor> {
    const asOfNow = async () => actorOfToken(await again());
    if (!person) return clientActor({ clientId, scopes, person }, undefined, asOfNow);
    const { userId, sessionId } = person;
    const [roles, signedInAt] = await Promise.all([
      deps.rolesOf(userId),
      sessionId === undefined ? undefined : deps.signedInAtSeconds(sessionId),
    ]);
    // Without a live session it is unknown when the person signed in, so nothing counts as fresh.
    const known = { userId, roles, signedInAtSeconds: signedInAt ?? 0 };
    return clientActor({ clientId, scopes, person: known }, deps.permissionsOfRole, asOfNow);
  }

  async function run(exchange: Exchange, found: FoundOperation, actor: AdminActor): Promise<void> {
    const { request, response } = exchange;
    const { name, operation } = found;
    const ifMatch = readRevision(request, operation);
    if (operation.stream) return stream(exchange, { ...found, operation }, actor);
    const key = readIdempotencyKey(request);
    const input = await readInput(request, found);
    const once: CallOptions["once"] =
      key === undefined
        ? undefined
        : async (first) => {
            const done = await deps.idempotency.once({ key, actor, operation: name, input }, first);
            if (done.replayed) response.setHeader("idempotency-replayed", "true");
            return done;
          };
    const output = await admin.callUnchecked(actor, name, input, { ifMatch, once });
    sendAnswer(response, answerOf(request, output, publicUrl));
  }

  async function stream(
    { request, response }: Exchange,
    found: FoundOperation & { operation: StreamOperation },
    actor: AdminActor,
  ): Promise<void> {
    const type = requireStreamType(request);
    const caller = new AbortController();
    const { signal } = caller;
    response.once("close", () => caller.abort());
    if (response.closed) caller.abort();
    const items = await admin.callUnchecked(actor, found.name, await readInput(request, found), { signal });
    if (request.method === "HEAD") caller.abort();
    open.add(caller);
    const lines = streamText(items as AsyncIterable<unknown>, found.operation.output, type);
    await writeLines(response, lines, { type, signal }).finally(() => open.delete(caller));
  }

  async function answer(exchange: Exchange, known: RefusedRequest): Promise<void> {
    const { request, response } = exchange;
    const { method = "GET" } = request;
    const at = routes(method === "HEAD" ? "GET" : method, targetPath(request.url).slice(adminApiPath.length));
    if (!at) throw new AppError("route_not_found");
    if ("methods" in at) {
      response.setHeader("allow", allowed(at.methods));
      if (method !== "OPTIONS") throw new AppError("method_not_allowed");
      response.writeHead(204).end();
      return;
    }
    const [actor, scopes] = await actorOf(request, response);
    known.scopes = scopes;
    await run(exchange, at, actor);
  }

  /** What is the same at every portal, so that it needs no token. */
  function publicAnswer({ method, url }: IncomingMessage): ApiAnswer | undefined {
    if (method !== "GET" && method !== "HEAD") return undefined;
    const path = targetPath(url);
    if (path === metadataPath) return protectedResourceMetadata(settings);
    if (path !== `${adminApiPath}/openapi.json`) return undefined;
    description ??= JSON.stringify(openapiDocument(table, publicUrl));
    return { status: 200, headers: {}, body: description };
  }

  return {
    async handle(request, response) {
      const known: RefusedRequest = { request, metadataUrl };
      try {
        const unguarded = publicAnswer(request);
        if (unguarded) sendAnswer(response, unguarded);
        else await answer({ request, response }, known);
      } catch (error) {
        refuseRequest(response, error, { ...known, log });
      }
    },
    onRefused(request) {
      request.headers.accept = "application/json";
    },
    close() {
      for (const caller of open) caller.abort();
    },
  };
}

interface Exchange {
  request: IncomingMessage;
  response: ServerResponse;
}

function allowed(methods: readonly string[]): string {
  return [...(methods.includes("GET") ? ["HEAD"] : []), ...methods, "OPTIONS"].sort().join(", ");
}
