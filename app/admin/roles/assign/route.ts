import { portal } from "#server/portal.ts";
import { seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerTypedForm } from "../../_draft.ts";

const page = "/admin/roles";

export async function POST(request: Request): Promise<Response> {
  const form = { purpose: "admin/roles/assign", page, kind: "roles/assign" };
  return answerTypedForm(request, form, async ({ actor }, fields) => {
    const one = (name: string) => fields[name]?.[0]?.trim() || undefined;
    const role = one("role") ?? "";
    const [person, group] = [one("person"), one("group")];
    await portal().admin.call(actor, "roles.assign", { role, person, group });
    const holder = person ?? group ?? "";
    return seeOther(`${page}?done`, [receiptCookie("role-changed", { act: "assigned", role, holder })]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther(page);
}
