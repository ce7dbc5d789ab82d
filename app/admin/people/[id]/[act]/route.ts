import { isPersonAct, type PersonAct, personActs } from "#components/admin/people/person-acts.ts";
import { portal } from "#server/portal.ts";
import { seeOther } from "../../../../_form.ts";
import { receiptCookie } from "../../../../_receipt.ts";
import { type Administrator, answerAdminForm } from "../../../_admin.ts";

interface Context {
  params: Promise<{ id: string; act: string }>;
}

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { id, act } = await params;
  if (!isPersonAct(act)) return seeOther("/admin/people");
  const page = `/admin/people/${encodeURIComponent(id)}`;
  const form = { purpose: `admin/people/${id}/${act}`, page: act === "enable" ? page : `${page}?ask=${act}` };
  return answerAdminForm(request, form, (administrator) =>
    act === "export" ? exported(administrator, id) : done(administrator, id, act),
  );
}

/** The address of the form, opened or reloaded: back to the question. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  const { id, act } = await params;
  const page = `/admin/people/${encodeURIComponent(id)}`;
  return seeOther(isPersonAct(act) && act !== "enable" ? `${page}?ask=${act}` : page);
}

async function done({ actor }: Administrator, id: string, act: Exclude<PersonAct, "export">): Promise<Response> {
  const result = await portal().admin.call(actor, personActs[act].operation, { id });
  const counts = "ended" in result ? result.ended : undefined;
  const receipt = receiptCookie("admin-done", { act, name: id, counts });
  return seeOther(act === "delete" ? "/admin/people" : `/admin/people/${id}`, [receipt]);
}

async function exported({ actor }: Administrator, id: string): Promise<Response> {
  const result = await portal().admin.call(actor, "users.export", { id });
  return new Response(JSON.stringify(result, undefined, 2), {
    headers: {
      "content-type": "application/json",
      "content-disposition": `attachment; filename="person-${id}.json"`,
      "cache-control": "no-store",
    },
  });
}
