import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerTypedForm } from "../../_draft.ts";

const page = "/admin/roles";

/** Of the list of roles, and of the page of the person that the form names. */
export async function POST(request: Request): Promise<Response> {
  const userId = String((await readForm(request.clone() as Request)).get("user") ?? "") || undefined;
  const personPage = userId && `/admin/people/${encodeURIComponent(userId)}`;
  const form = {
    purpose: "admin/roles/assign",
    page: personPage ? `${personPage}?ask=give-role` : page,
    kind: "roles/assign",
  };
  return answerTypedForm(request, form, async ({ actor }, fields) => {
    const one = (name: string) => fields[name]?.[0]?.trim() || undefined;
    const role = one("role") ?? "";
    const [person, group] = [one("person"), one("group")];
    await portal().admin.call(actor, "roles.assign", { role, userId, person, group });
    const holder = one("holder") ?? person ?? group ?? "";
    return seeOther(`${personPage ?? page}?done`, [receiptCookie("role-changed", { act: "assigned", role, holder })]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther(page);
}
