import { skipCSRFCheck } from "@auth/core";
import NextAuth, { customFetch, type NextAuthConfig } from "next-auth";
import { portal } from "#server/portal.ts";
import { type AuthJsEngine, lendAuthJs } from "#server/sign-in/auth-js/auth-js-engine.ts";
import type { SignInService } from "#server/sign-in/sign-in-service.ts";

const engine: AuthJsEngine = {
  run: (request, config) => {
    const { handlers } = NextAuth(config as NextAuthConfig);
    // Auth.js reads nothing that a plain Request lacks.
    const handle = (request.method === "POST" ? handlers.POST : handlers.GET) as (
      request: Request,
    ) => Promise<Response>;
    return handle(request);
  },
  customFetch,
  skipCSRFCheck,
};

/** The portal's sign-in, with the Auth.js of this bundle. Routes that start or finish a sign-in ask for it here. */
export function signInService(): SignInService {
  lendAuthJs(engine);
  return portal().signIn;
}
