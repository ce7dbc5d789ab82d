import type Provider from "oidc-provider";
import { AppError } from "#server/errors/app-error.ts";
import { problemOf } from "#server/http/problem.ts";
import type { CrossOriginRules } from "./cross-origin.ts";

/** Protocol paths that don't exist, and methods that they don't take, are told to programs as problems (RFC 9457). */
export function answerUnknownPaths(
  provider: Provider,
  { registers, onRefused }: { registers: boolean; onRefused: CrossOriginRules["letOriginReadRefusal"] },
): void {
  const methodsOf = (path: string): string | undefined => {
    if (registers && path === registrationPath) return "POST";
    if (registers && isRegistration(path)) return "GET, PUT, DELETE";
    return protocolMethods[path];
  };
  provider.use(async (ctx, next) => {
    await next();
    if (ctx.status !== 404 || ctx.body != null) return;
    const known = methodsOf(ctx.path);
    const problem = problemOf(new AppError(known ? "method_not_allowed" : "route_not_found"));
    if (known) ctx.set("allow", known);
    onRefused(ctx.req, ctx.res);
    ctx.status = problem.status;
    ctx.body = JSON.stringify(problem);
    ctx.type = "application/problem+json";
  });
}

const protocolMethods: Readonly<Record<string, string>> = {
  "/oauth2/authorize": "GET, POST",
  "/oauth2/token": "POST",
  "/oauth2/par": "POST",
  "/oauth2/introspect": "POST",
  "/oauth2/revoke": "POST",
  "/oauth2/userinfo": "GET, POST",
  "/oauth2/device_authorization": "POST",
  "/oauth2/jwks": "GET",
  "/.well-known/openid-configuration": "GET",
  "/.well-known/oauth-authorization-server": "GET",
};

/** There only when registration is on. */
const registrationPath = "/oauth2/register";

/** What an app that registered itself reads, updates and deletes (RFC 7592 §2). */
export function isRegistration(path: string): boolean {
  return /^\/oauth2\/register\/[\w-]+$/.test(path);
}

/** Where an interaction's answer comes back to. */
const resumePath = /^\/oauth2\/authorize\/[\w-]+$/;

/**
 * Whether the library may see a path. Its router also takes other spellings (`/oauth2/TOKEN`, `/oauth2/token/`), which would
 * get past limits and endpoints of ours that go by the path, and it has logout pages of its own.
 */
export function isProtocolPath(path: string, registers: boolean): boolean {
  if (path === registrationPath || isRegistration(path)) return registers;
  return Object.hasOwn(protocolMethods, path) || resumePath.test(path);
}
