import { portal } from "#server/portal.ts";
import { answerForm } from "../../_form.ts";
import { bundledAuth } from "../../api/auth/[...nextauth]/bundled-auth.ts";

/** Where links such as /bff/login's begin a sign-in: see handle-start-request.ts. */
export function GET(request: Request): Promise<Response> {
  return portal().signIn.handleStartRequest(request, bundledAuth);
}

/** The answer to the question of /sign-in/connect. */
export function POST(request: Request): Promise<Response> {
  const { search } = new URL(request.url);
  return answerForm(request, { purpose: `connect${search}`, page: `/sign-in/connect${search}` }, () =>
    portal().signIn.handleStartRequest(request, bundledAuth),
  );
}
