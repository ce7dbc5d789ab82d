import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerTypedForm } from "../../_draft.ts";
import { entryPath, entryPurpose } from "../../_entries.ts";
import { revisionOf } from "../../_revision-of.ts";

/** Makes a client secret beside the present one, or retires one. */
export async function POST(request: Request): Promise<Response> {
  const sent = await readForm(request.clone() as Request);
  const field = (name: string) => String(sent.get(name) ?? "");
  const [clientId, secretId] = [field("id"), field("secret")];
  const act = secretId === "" ? "rotate-secret" : "retire-secret";
  const ask: Record<string, string> = secretId === "" ? {} : { ask: "retire-secret", of: secretId };
  const form = {
    purpose: entryPurpose("clients", act, clientId),
    page: entryPath("clients", clientId, ask),
    kind: `clients/${act}`,
  };
  return answerTypedForm(request, form, async ({ actor, session }) => {
    const { admin, consoleNotes } = portal();
    const options = { ifMatch: revisionOf(sent) };
    if (secretId !== "") {
      const { ended } = await admin.call(actor, "clients.retire-secret", { clientId, secretId }, options);
      const receipt = receiptCookie("entry-changed", { kind: "clients", act, key: clientId, ended });
      return seeOther(entryPath("clients", clientId, { done: "" }), [receipt]);
    }
    const { clientSecret } = await admin.call(actor, "clients.rotate-secret", { clientId }, options);
    const secret = await consoleNotes.keep(session, "client-secret", { clientId, clientSecret });
    return seeOther(entryPath("clients", clientId, { connect: "", secret }));
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/apps");
}
