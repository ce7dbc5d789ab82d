import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";
import type { Realm } from "./realm.ts";
import { findBearer } from "./user-endpoints.ts";

const organizationPath = /^\/github\/user\/memberships\/orgs\/([^/]+)$/;
const teamPath = /^\/github\/orgs\/([^/]+)\/teams\/([^/]+)\/memberships\/([^/]+)$/;

export function isMembershipPath(path: string): boolean {
  return organizationPath.test(path) || teamPath.test(path);
}

/** Whether the token's person is in an organization or a team, as api.github.com answers it. */
export function githubMembershipsEndpoint(realm: Realm, request: IncomingMessage, response: ServerResponse): void {
  const { status, body } = answer(realm, request);
  sendJson(response, status, body);
}

function answer(realm: Realm, request: IncomingMessage): { status: number; body: object } {
  const path = (request.url ?? "").split("?", 1)[0] ?? "";
  const bearer = findBearer(realm, request);
  if (!bearer) return { status: 401, body: { message: "Bad credentials" } };
  if (!bearer.grant.scopes.some((scope) => scope === "read:org" || scope === "user")) {
    return { status: 403, body: { message: "You need at least read:org scope to get a user's membership." } };
  }
  const [, organization = "", team, login] = teamPath.exec(path) ?? organizationPath.exec(path) ?? [];
  const name = team === undefined ? organization : `${organization}/${team}`;
  const state = realm.context.state.behaviour.memberships[bearer.person.id]?.[name];
  if (state === "restricted") {
    const message = `Although you appear to have the correct authorization credentials, the \`${organization}\` organization has enabled OAuth App access restrictions.`;
    return { status: 403, body: { message } };
  }
  const isOther = login !== undefined && login !== bearer.person.githubLogin;
  if (state === undefined || isOther) return { status: 404, body: { message: "Not Found" } };
  return { status: 200, body: { state, role: "member" } };
}
