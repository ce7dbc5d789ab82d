import { portal } from "#server/portal.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { errorPagePath } from "./_error-page.ts";
import { signInPath } from "./_session.ts";

/**
 * Runs a form's POST: session, form token, act; 303 to wherever the act says, to sign-in, or to the error page.
 *
 * `purpose` is what the form's token was issued for; `page` is where the form stands.
 */
export async function answerForm(
  request: Request,
  form: { purpose: string; page: string },
  act: (session: LiveSession) => Promise<Response>,
): Promise<Response> {
  try {
    const session = await sessionOf(request);
    if (!session) return seeOther(signInPath(form.page));
    portal().formTokens.require(session, form.purpose, (await readForm(request)).get("form_token"));
    return await act(session);
  } catch (error) {
    return seeOther(errorPagePath(error, form.page));
  }
}

export function sessionOf(request: Request): Promise<LiveSession | null> {
  return portal().sessions.authenticate(request.headers.get("cookie") ?? undefined);
}

/** The form's fields; none for a body that is no form, so that whatever needs one refuses. */
export async function readForm(request: Request): Promise<FormData> {
  try {
    return await request.formData();
  } catch {
    return new FormData();
  }
}

/** RFC 9110 §15.4.4: after a POST, go and GET that. */
export function seeOther(location: string, setCookies: readonly string[] = []): Response {
  const headers = new Headers({ location, "cache-control": "no-store" });
  for (const cookie of setCookies) headers.append("set-cookie", cookie);
  return new Response(null, { status: 303, headers });
}
