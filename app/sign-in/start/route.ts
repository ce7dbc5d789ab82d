import { portal } from "#server/portal.ts";
import { bundledAuth } from "../../api/auth/[...nextauth]/bundled-auth.ts";

/** Where links such as /bff/login's begin a sign-in: see handle-start-request.ts. */
export function GET(request: Request): Promise<Response> {
  return portal().signIn.handleStartRequest(request, bundledAuth);
}
