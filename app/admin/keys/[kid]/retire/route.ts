import { portal } from "#server/portal.ts";
import { seeOther } from "../../../../_form.ts";
import { receiptCookie } from "../../../../_receipt.ts";
import { answerAdminForm } from "../../../_admin.ts";

interface Context {
  params: Promise<{ kid: string }>;
}

const questionPath = (kid: string) => `/admin/keys?${new URLSearchParams({ retire: kid })}`;

export async function POST(request: Request, { params }: Context): Promise<Response> {
  const { kid } = await params;
  const form = { purpose: `admin/keys/${kid}/retire`, page: questionPath(kid) };
  return answerAdminForm(request, form, async ({ actor }) => {
    await portal().admin.call(actor, "signing-keys.retire", { kid });
    return seeOther("/admin/keys?done", [receiptCookie("keys-changed", { act: "retired", kid })]);
  });
}

/** The address of the form, opened or reloaded: back to the question. */
export async function GET(_request: Request, { params }: Context): Promise<Response> {
  return seeOther(questionPath((await params).kid));
}
