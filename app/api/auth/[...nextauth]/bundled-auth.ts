import { skipCSRFCheck } from "@auth/core";
import NextAuth, { customFetch, type NextAuthConfig } from "next-auth";
import type { BundledAuth } from "#server/sign-in/sign-in-service.ts";

/** What only Next's bundle has: this copy of Auth.js and its symbols. The configuration is made in server/sign-in. */
export const bundledAuth: BundledAuth = {
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
