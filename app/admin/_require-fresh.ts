import { redirect } from "next/navigation";
import type { OperationName } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import { errorPagePath } from "../_error-page.ts";
import { signInPath } from "../_session.ts";
import type { Administrator } from "./_admin.ts";

/**
 * Before a form is shown: off to a fresh sign-in when its act needs one, so that nothing is typed in vain, or to the page that says
 * that a permission is missing.
 */
export function requireFresh({ actor }: Administrator, name: OperationName, path: string): void {
  const { admin } = portal();
  if (!admin.mayCall(actor, name)) redirect(errorPagePath({ name: "AppError", code: "admin_not_allowed" }, "/admin"));
  if (admin.needsFreshSignIn(actor, name)) redirect(signInPath(path, { prompt: "login" }));
}
