import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../../_form.ts";
import { receiptCookie } from "../../../../_receipt.ts";
import { answerAdminForm } from "../../../_admin.ts";
import { entryPurpose } from "../../../_entries.ts";
import { listHref } from "../../../_list.ts";

const page = "/admin/apps/registered";

export async function POST(request: Request): Promise<Response> {
  const clientId = String((await readForm(request.clone() as Request)).get("id") ?? "");
  const form = {
    purpose: entryPurpose("clients", "remove-registered", clientId),
    page: listHref(page, { remove: clientId }),
  };
  return answerAdminForm(request, form, async ({ actor }) => {
    const { name: key, ended } = await portal().admin.call(actor, "clients.remove-registered", { clientId });
    const receipt = receiptCookie("entry-changed", { kind: "clients", act: "delete", key, ended });
    return seeOther(`${page}?done`, [receipt]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther(page);
}
