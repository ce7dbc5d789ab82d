import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../../../_form.ts";
import { receiptCookie } from "../../../_receipt.ts";
import { answerAdminForm } from "../../_admin.ts";

const page = "/admin/roles";

/** Of the list of roles, and of the page of the person that the form names. */
export async function POST(request: Request): Promise<Response> {
  const sent = await readForm(request.clone() as Request);
  const field = (name: string) => String(sent.get(name) ?? "") || undefined;
  const [assignment, userId, role = ""] = [field("assignment"), field("user"), field("role")];
  const personPage =
    assignment === undefined && userId !== undefined ? `/admin/people/${encodeURIComponent(userId)}` : undefined;
  const question = personPage ? { ask: `role:${role}` } : { remove: assignment ?? "" };
  const asked = `${personPage ?? page}?${new URLSearchParams(question)}`;
  return answerAdminForm(request, { purpose: "admin/roles/remove", page: asked }, async ({ actor }) => {
    await portal().admin.call(actor, "roles.remove", { role, userId, group: field("group"), person: field("person") });
    const receipt = receiptCookie("role-changed", { act: "removed", role, holder: field("holder") ?? "" });
    return seeOther(`${personPage ?? page}?done`, [receipt]);
  });
}

/** The address of the form, opened or reloaded. */
export async function GET(): Promise<Response> {
  return seeOther(page);
}
