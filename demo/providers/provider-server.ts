import type { IncomingMessage, ServerResponse } from "node:http";
import type { Handler } from "#demo/http/local-server.ts";
import { sendJson, sendSvg } from "#demo/http/reply.ts";
import { findPerson } from "#demo/people.ts";
import { portraitSvg } from "#demo/portrait.ts";
import { applyFault } from "./apply-fault.ts";
import { AuthorizationCodes } from "./authorization-codes.ts";
import { authorizeEndpoint } from "./authorize-endpoint.ts";
import { createProviderControls } from "./create-provider-controls.ts";
import { discoveryDocument } from "./discovery-document.ts";
import { endSessionEndpoint } from "./end-session-endpoint.ts";
import { githubRealm } from "./github.ts";
import { githubApiEndpoint } from "./github-api.ts";
import { githubMembershipsEndpoint, isMembershipPath } from "./github-memberships.ts";
import { googleRealm } from "./google.ts";
import { IssuedTokens } from "./issued-tokens.ts";
import { microsoftRealms } from "./microsoft.ts";
import type { Endpoint, ProviderControls, ProviderName } from "./provider-controls.ts";
import { ProviderState } from "./provider-state.ts";
import type { ProviderContext, Realm, RegisteredClient } from "./realm.ts";
import { githubDeleteTokenEndpoint, googleRevokeEndpoint } from "./revoke-endpoint.ts";
import { SigningKeys } from "./signing-keys.ts";
import { tokenEndpoint } from "./token-endpoint.ts";
import { graphMeEndpoint, userinfoEndpoint } from "./user-endpoints.ts";

const titles: Record<ProviderName, string> = { google: "Google", microsoft: "Microsoft", github: "GitHub" };

interface Route {
  realm: Realm;
  endpoint: Endpoint;
}

/** Three pretend identity providers behind one handler. */
export function createProviderServer(
  origin: string,
  clients: Record<ProviderName, RegisteredClient>,
): { handle: Handler; controls: ProviderControls } {
  const context = (name: ProviderName): ProviderContext => ({
    name,
    title: titles[name],
    origin,
    client: clients[name],
    state: new ProviderState(name),
    tokens: new IssuedTokens(`${name}/${clients[name].clientSecret}`),
    keys: new SigningKeys(name),
  });
  const realms = {
    google: [googleRealm(context("google"))],
    microsoft: microsoftRealms(context("microsoft")),
    github: [githubRealm(context("github"))],
  };
  const routes = routesOf([...realms.google, ...realms.microsoft, ...realms.github]);
  // Its paths name the organization, so the table can't have them.
  const [githubOnly] = realms.github;
  const ofMemberships: Route | undefined = githubOnly && { realm: githubOnly, endpoint: "memberships" };
  const codes = new AuthorizationCodes();
  return {
    controls: createProviderControls(realms),
    handle: async (request, response) => {
      const path = (request.url ?? "/").split("?", 1)[0] ?? "/";
      const portrait = findPerson(/^\/people\/(\w+)\.svg$/.exec(path)?.[1]);
      if (portrait) return sendSvg(response, portraitSvg(portrait.id));
      const route = routes.get(path) ?? (isMembershipPath(path) ? ofMemberships : undefined);
      if (!route) return sendJson(response, 404, { error: "not_found" });
      const fault = route.realm.context.state.record(route.endpoint, path, request);
      if (fault && (await applyFault(fault, request, response))) return;
      await serve(route, codes, request, response);
    },
  };
}

function routesOf(realms: readonly Realm[]): ReadonlyMap<string, Route> {
  const routes = new Map<string, Route>();
  for (const realm of realms) {
    for (const [endpoint, paths] of Object.entries(realm.paths)) {
      for (const path of paths) routes.set(path, { realm, endpoint: endpoint as Endpoint });
    }
  }
  return routes;
}

async function serve(
  { realm, endpoint }: Route,
  codes: AuthorizationCodes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const isGithub = realm.context.name === "github";
  switch (endpoint) {
    case "discovery":
      return sendJson(response, 200, discoveryDocument(realm), { "cache-control": "public, max-age=3600" });
    case "jwks":
      return sendJson(response, 200, await realm.context.keys.jwks(), { "cache-control": "public, max-age=3600" });
    case "authorize":
      return authorizeEndpoint(realm, codes, request, response);
    case "token":
      return tokenEndpoint(realm, codes, request, response);
    case "userinfo":
      return userinfoEndpoint(realm, request, response);
    case "revoke":
      return (isGithub ? githubDeleteTokenEndpoint : googleRevokeEndpoint)(realm, request, response);
    case "end_session":
      return endSessionEndpoint(realm, request, response);
    case "user":
      return isGithub ? githubApiEndpoint(realm, "user", request, response) : graphMeEndpoint(realm, request, response);
    case "memberships":
      return githubMembershipsEndpoint(realm, request, response);
    case "emails":
    case "repos":
      return githubApiEndpoint(realm, endpoint, request, response);
  }
}
