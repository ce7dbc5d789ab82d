import { answerForm } from "../../_form.ts";
import { signInService } from "../../api/auth/[...nextauth]/sign-in-service.ts";

/** Where links such as /bff/login's begin a sign-in: see handle-start-request.ts. */
export function GET(request: Request): Promise<Response> {
  return signInService().handleStartRequest(request);
}

/** The answer to the question of /sign-in/connect. */
export function POST(request: Request): Promise<Response> {
  const { search } = new URL(request.url);
  return answerForm(request, { purpose: `connect${search}`, page: `/sign-in/connect${search}` }, () =>
    signInService().handleStartRequest(request),
  );
}
