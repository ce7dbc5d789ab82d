import { typeOfClient } from "#components/admin/apps/app-type.ts";
import { clientSpecs } from "#components/admin/apps/client-specs.ts";
import { entryOfFields } from "#components/admin/entries/entry-of-fields.ts";
import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerTypedForm } from "../../_draft.ts";
import { entryPath, entryPurpose } from "../../_entries.ts";
import { revisionOf } from "../../_revision-of.ts";

export async function POST(request: Request): Promise<Response> {
  const sent = await readForm(request.clone() as Request);
  const clientId = String(sent.get("id") ?? "");
  const form = {
    purpose: entryPurpose("clients", "change", clientId),
    page: entryPath("clients", clientId, { edit: "" }),
    kind: "clients/change",
  };
  return answerTypedForm(request, form, async ({ actor }, fields) => {
    const { admin } = portal();
    const { entry, hasSecret } = await admin.call(actor, "clients.get", { clientId });
    const specs = clientSpecs(typeOfClient(entry, hasSecret), { scopes: [], resources: [{ value: "", label: "" }] });
    const changed = entryOfFields(
      specs.filter(({ path }) => path !== "clientId"),
      fields,
      entry,
    );
    const { ended } = await admin.call(
      actor,
      "clients.change",
      { clientId, fields: changed },
      { ifMatch: revisionOf(sent) },
    );
    const receipt = receiptCookie("entry-changed", { kind: "clients", act: "change", key: clientId, ended });
    return seeOther(entryPath("clients", clientId, { done: "" }), [receipt]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther("/admin/apps");
}
