import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";
import type { Person } from "#demo/people.ts";
import { githubEmails, githubRepos, githubUser } from "./github.ts";
import type { Realm } from "./realm.ts";
import { findBearer } from "./user-endpoints.ts";

type Resource = "user" | "emails" | "repos";

const neededScopes: Record<Resource, readonly string[]> = {
  user: [],
  emails: ["user:email", "user"],
  repos: [],
};

/** The three resources of api.github.com that a portal's APIs are likely to use. */
export function githubApiEndpoint(
  realm: Realm,
  resource: Resource,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (!request.headers["user-agent"]) {
    const message = "Request forbidden by administrative rules. Please make sure your request has a User-Agent header.";
    sendJson(response, 403, { message });
    return;
  }
  const bearer = findBearer(realm, request);
  if (!bearer) {
    refuse(response, 401, "Bad credentials");
    return;
  }
  const { scopes } = bearer.grant;
  const headers = { "x-oauth-scopes": scopes.join(", "), "x-accepted-oauth-scopes": neededScopes[resource].join(", ") };
  // What a token may not see is "not found" at GitHub.
  if (neededScopes[resource].length > 0 && !neededScopes[resource].some((scope) => scopes.includes(scope))) {
    refuse(response, 404, "Not Found", headers);
    return;
  }
  sendJson(response, 200, contentOf(resource, bearer.person, realm.context.origin), headers);
}

function contentOf(resource: Resource, person: Person, origin: string): unknown {
  if (resource === "emails") return githubEmails(person);
  return resource === "repos" ? githubRepos(person, origin) : githubUser(person, origin);
}

function refuse(response: ServerResponse, status: number, message: string, headers: Record<string, string> = {}): void {
  const body = { message, documentation_url: "https://docs.github.com/rest", status: String(status) };
  sendJson(response, status, body, headers);
}
