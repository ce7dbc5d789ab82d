import { notFound, redirect } from "next/navigation";
import type { AdminActor } from "#server/admin/admin-actor.ts";
import type { OperationInput, OperationName, OperationOutput } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import { errorCodeOf, errorPagePath, orErrorPage } from "../_error-page.ts";
import { answerForm, seeOther } from "../_form.ts";
import { requireSession, signInPath } from "../_session.ts";

export interface Administrator {
  session: LiveSession;
  actor: AdminActor;
}

/** The administrator of the request; off to the sign-in page, or to the page that says that a role is missing. */
export async function requireAdministrator(path: string): Promise<Administrator> {
  const session = await requireSession(path);
  const actor = portal().admin.actorOf(session);
  if (!actor) redirect(errorPagePath({ name: "AppError", code: "admin_not_allowed" }, "/"));
  return { session, actor };
}

/** Reads one thing for a page; the page that says that there is none, where there is none. */
export async function readOneForPage<Name extends OperationName>(
  { actor }: Administrator,
  name: Name,
  input: OperationInput<Name>,
): Promise<OperationOutput<Name>> {
  return orErrorPage(async () => {
    try {
      return await portal().admin.call(actor, name, input);
    } catch (error) {
      // An id of another form is as unknown as one of nothing.
      const code = errorCodeOf(error);
      if (code === "admin_target_not_found" || code === "input_invalid") notFound();
      throw error;
    }
  });
}

/** Reads what not each administrator may see; `undefined` for those who may not. */
export async function readIfAllowed<Name extends OperationName>(
  administrator: Administrator,
  name: Name,
  input: OperationInput<Name>,
): Promise<OperationOutput<Name> | undefined> {
  return portal().admin.mayCall(administrator.actor, name) ? readForPage(administrator, name, input) : undefined;
}

/** Reads for a page; a refusal or failure leads to the error page. */
export function readForPage<Name extends OperationName>(
  { actor }: Administrator,
  name: Name,
  input: OperationInput<Name>,
): Promise<OperationOutput<Name>> {
  return orErrorPage(() => portal().admin.call(actor, name, input));
}

/**
 * Runs a console form's POST: session, form token, administrator, act. When the act needs a fresh sign-in, the person signs in
 * again and comes back to the form's page.
 */
export function answerAdminForm(
  request: Request,
  form: { purpose: string; page: string },
  act: (administrator: Administrator) => Promise<Response>,
): Promise<Response> {
  return answerForm(request, form, async (session) => {
    const actor = portal().admin.actorOf(session);
    if (!actor) return seeOther(errorPagePath({ name: "AppError", code: "admin_not_allowed" }, "/"));
    try {
      return await act({ session, actor });
    } catch (error) {
      if (errorCodeOf(error) !== "fresh_sign_in_required") throw error;
      return seeOther(signInPath(form.page, { prompt: "login" }));
    }
  });
}
