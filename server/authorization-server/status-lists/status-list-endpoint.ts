import type { IncomingMessage, ServerResponse } from "node:http";
import { AppError } from "#server/errors/app-error.ts";
import { sendProblem, toAppError } from "#server/http/problem.ts";
import { targetPath, targetQuery } from "#server/http/request-target.ts";
import type { PublishedStatusLists } from "./published-status-lists.ts";
import { statusListsPath, statusListTtlSeconds } from "./status-list-terms.ts";

export interface StatusListEndpointDeps {
  lists: Pick<PublishedStatusLists, "get">;
  /** Addresses of all lists with a token that has not expired. */
  addresses(): Promise<readonly string[]>;
}

const mediaType = "application/statuslist+jwt";
const methods = "GET, HEAD, OPTIONS";

export type StatusListEndpoint = ReturnType<typeof createStatusListEndpoint>;

/**
 * Serves status lists and their aggregation, to everyone: they say which places ended, and nothing about whose they are.
 *
 * Errors: route_not_found, method_not_allowed, not_acceptable, status_list_time_unsupported, database_unavailable.
 * Spec:   draft-ietf-oauth-status-list-21 §8.1, §8.4, §9.3.
 */
export function createStatusListEndpoint({ lists, addresses }: StatusListEndpointDeps) {
  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = targetPath(request.url);
    if (request.method === "OPTIONS") {
      response.writeHead(204, { "access-control-allow-methods": methods, "access-control-allow-headers": "*" }).end();
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") throw new AppError("method_not_allowed");
    if (path === statusListsPath) return sendAggregation(request, response);
    // §8.4: what a list said at another time is not kept.
    if (targetQuery(request.url).has("time")) throw new AppError("status_list_time_unsupported");
    if (!accepts(request.headers.accept)) throw new AppError("not_acceptable");
    const list = await lists.get(path.slice(statusListsPath.length + 1));
    if (!list) throw new AppError("route_not_found");
    response.setHeader("etag", list.etag);
    response.setHeader("cache-control", `public, max-age=${statusListTtlSeconds}`);
    if (request.headers["if-none-match"] === list.etag) response.writeHead(304).end();
    else send(request, response, mediaType, list.jwt);
  }

  async function sendAggregation(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const body = JSON.stringify({ status_lists: await addresses() });
    response.setHeader("cache-control", `public, max-age=${statusListTtlSeconds}`);
    send(request, response, "application/json", body);
  }

  return {
    matches: (path: string) => path === statusListsPath || path.startsWith(`${statusListsPath}/`),
    async handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
      response.setHeader("access-control-allow-origin", "*");
      response.setHeader("access-control-expose-headers", "etag");
      try {
        await answer(request, response);
      } catch (error) {
        const problem = toAppError(error);
        sendProblem(response, problem, problem.code === "method_not_allowed" ? { headers: { allow: methods } } : {});
      }
    },
  };
}

function send(request: IncomingMessage, response: ServerResponse, type: string, body: string): void {
  response.writeHead(200, { "content-type": type, "content-length": Buffer.byteLength(body) });
  response.end(request.method === "HEAD" ? undefined : body);
}

/** Lists are JWTs only: a caller that takes nothing but CWTs gets none. */
function accepts(accept: string | undefined): boolean {
  if (accept === undefined) return true;
  const types = accept.split(",").map((range) => range.split(";", 1)[0]?.trim().toLowerCase());
  return types.some((type) => type === mediaType || type === "application/*" || type === "*/*");
}
