import type { OperationName } from "#server/admin/operations.ts";
import { portal } from "#server/portal.ts";
import { signInPath } from "../_session.ts";
import type { Administrator } from "./_admin.ts";

/** Where a question leads first when its act needs a fresh sign-in; the person comes back to the question. */
export function freshSignInHref({ actor }: Administrator, operation: OperationName, page: string): string | undefined {
  return portal().admin.needsFreshSignIn(actor, operation) ? signInPath(page, { prompt: "login" }) : undefined;
}
