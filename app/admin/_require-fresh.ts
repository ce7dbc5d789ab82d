import { redirect } from "next/navigation";
import type { OperationName } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import { errorPagePath } from "../_error-page.ts";
import { signInPath } from "../_session.ts";
import type { Administrator } from "./_admin.ts";

/** Off to the page that says that a permission is missing, for those who may not do it, or not with what they chose. */
export function requireAllowed({ actor }: Administrator, name: OperationName, isReached = true): void {
  if (portal().admin.mayCall(actor, name) && isReached) return;
  redirect(errorPagePath({ name: "AppError", code: "admin_not_allowed" }, "/admin"));
}

/** Before a form is shown: off to a fresh sign-in when its act needs one, so that nothing is typed in vain. */
export function requireFresh(administrator: Administrator, name: OperationName, path: string): void {
  requireAllowed(administrator, name);
  if (portal().admin.needsFreshSignIn(administrator.actor, name)) redirect(signInPath(path, { prompt: "login" }));
}
