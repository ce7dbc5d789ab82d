import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerAdminForm } from "../../_admin.ts";

const page = "/admin/roles";

export async function POST(request: Request): Promise<Response> {
  const sent = await readForm(request.clone() as Request);
  const field = (name: string) => String(sent.get(name) ?? "") || undefined;
  const asked = `${page}?${new URLSearchParams({ remove: field("assignment") ?? "" })}`;
  return answerAdminForm(request, { purpose: "admin/roles/remove", page: asked }, async ({ actor }) => {
    const role = field("role") ?? "";
    const holder = { userId: field("user"), group: field("group"), person: field("person") };
    await portal().admin.call(actor, "roles.remove", { role, ...holder });
    const shown = field("holder") ?? "";
    return seeOther(`${page}?done`, [receiptCookie("role-changed", { act: "removed", role, holder: shown })]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther(page);
}
