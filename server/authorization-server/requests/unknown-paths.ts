import type Provider from "oidc-provider";
import { AppError } from "#server/errors/app-error.ts";
import { problemOf } from "#server/http/problem.ts";
import { findRoute } from "#server/routes/find-route.ts";
import type { CrossOriginRules } from "./cross-origin.ts";

/** Answers unknown protocol paths, and methods that a path doesn't take, with a problem (RFC 9457). */
export function answerUnknownPaths(
  provider: Provider,
  { registers, onRefused }: { registers: boolean; onRefused: CrossOriginRules["letOriginReadRefusal"] },
): void {
  const methodsOf = (path: string): string | undefined => {
    const { byLibrary, needsRegistration, methods } = findRoute(path);
    return byLibrary && (registers || !needsRegistration) ? methods : undefined;
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

/** What an app that registered itself reads, updates and deletes (RFC 7592 §2). */
export function isRegistration(path: string): boolean {
  return findRoute(path).path === "/oauth2/register/[id]";
}

/**
 * Whether the library may see a path. Its router also takes other spellings (`/oauth2/TOKEN`, `/oauth2/token/`), which would
 * get past limits and endpoints of ours that go by the path, and it has logout pages of its own.
 */
export function isProtocolPath(path: string, registers: boolean): boolean {
  const { byLibrary, needsRegistration } = findRoute(path);
  return byLibrary === true && (registers || !needsRegistration);
}
