import { portal } from "#server/portal.ts";
import { errorCodeOf, errorPagePath } from "../../../_error-page.ts";
import { readForm, seeOther, sessionOf } from "../../../_form.ts";
import { signInPath } from "../../../_session.ts";
import { requestPath } from "../../_request-path.ts";

interface Context {
  params: Promise<{ uid: string }>;
}

/** Anything but "allow" is a no: a form without an answer must not grant. */
export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { uid } = await params;
  try {
    const session = await sessionOf(request);
    const form = await readForm(request);
    const { redirectTo } = await portal().consent.decide(uid, request.headers.get("cookie") ?? undefined, session, {
      allow: form.get("decision") === "allow",
      scopes: form.getAll("scope").filter((scope) => typeof scope === "string"),
      formToken: form.get("form_token"),
    });
    return seeOther(redirectTo);
  } catch (error) {
    const page = requestPath(uid, { app: new URL(request.url).searchParams.get("app") ?? undefined });
    if (errorCodeOf(error) === "session_required") return seeOther(signInPath(page));
    return seeOther(errorPagePath(error, page));
  }
}
