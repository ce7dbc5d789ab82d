import type { IncomingMessage, ServerResponse } from "node:http";
import { sendJson } from "#demo/http/reply.ts";
import { findPerson, type Person } from "#demo/people.ts";
import { bearerToken } from "./bearer-token.ts";
import type { Grant } from "./issued-tokens.ts";
import { graphUser } from "./microsoft.ts";
import type { Realm } from "./realm.ts";

/** Spec: OpenID Connect Core §5.3. */
export function userinfoEndpoint(realm: Realm, request: IncomingMessage, response: ServerResponse): void {
  const bearer = requireBearer(realm, request, response, "openid");
  if (!bearer) return;
  const { userinfoSubject, claims: said } = realm.context.state.behaviour;
  const claims = { ...realm.dialect.userinfo(bearer.person, bearer.grant.scopes), ...said };
  sendJson(response, 200, userinfoSubject === undefined ? claims : { ...claims, sub: userinfoSubject });
}

/** Graph's /me. Its errors look different from OAuth's. */
export function graphMeEndpoint(realm: Realm, request: IncomingMessage, response: ServerResponse): void {
  const bearer = findBearer(realm, request);
  if (!bearer) {
    const error = { code: "InvalidAuthenticationToken", message: "Access token is empty, expired or unknown." };
    sendJson(response, 401, { error }, { "www-authenticate": 'Bearer realm=""' });
    return;
  }
  if (!bearer.grant.scopes.some((scope) => /^(https:\/\/graph\.microsoft\.com\/)?User\.Read$/i.test(scope))) {
    const error = {
      code: "Authorization_RequestDenied",
      message: "Insufficient privileges to complete the operation.",
    };
    sendJson(response, 403, { error });
    return;
  }
  sendJson(response, 200, graphUser(bearer.person));
}

export function findBearer(realm: Realm, request: IncomingMessage): { person: Person; grant: Grant } | undefined {
  const grant = realm.context.tokens.findAccess(bearerToken(request) ?? "");
  const person = findPerson(grant?.person);
  return grant && person ? { person, grant } : undefined;
}

function requireBearer(realm: Realm, request: IncomingMessage, response: ServerResponse, scope: string) {
  const bearer = findBearer(realm, request);
  if (bearer?.grant.scopes.includes(scope)) return bearer;
  const [status, error] = bearer ? [403, "insufficient_scope"] : [401, "invalid_token"];
  sendJson(response, status as number, { error }, { "www-authenticate": `Bearer error="${error}"` });
  return undefined;
}
