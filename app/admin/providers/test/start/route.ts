import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../../_form.ts";
import { answerAdminForm } from "../../../_admin.ts";
import { entryPath, entryPurpose } from "../../../_entries.ts";

/** Begins a test sign-in at a provider. */
export async function POST(request: Request): Promise<Response> {
  const id = String((await readForm(request.clone() as Request)).get("id") ?? "");
  const form = { purpose: entryPurpose("providers", "test", id), page: entryPath("providers", id) };
  return answerAdminForm(request, form, async ({ actor, session }) => {
    // A test shows what the provider answers, so it is for those who may say where the provider is.
    portal().admin.requireAllowed(actor, { name: "providers.test", like: "providers.change" }, { providerId: id });
    return portal().signIn.startProviderTest(session, id, request.headers.get("cookie") ?? undefined);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/providers");
}
