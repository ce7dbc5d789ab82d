import { portal } from "#server/portal.ts";
import { errorPagePath, isWorthAnotherTry } from "../../_error-page.ts";
import { readForm, seeOther, sessionOf } from "../../_form.ts";
import { receiptCookie } from "../../_receipt.ts";
import { signInPath } from "../../_session.ts";
import { devicePath } from "../_device-path.ts";

/** Anything but "approve" is a no; approving without having compared asks again. */
export async function POST(request: Request): Promise<Response> {
  const form = await readForm(request);
  const userCode = String(form.get("user_code") ?? "");
  const page = devicePath(userCode);
  try {
    const session = await sessionOf(request);
    if (!session) return seeOther(signInPath(page));
    const allow = form.get("decision") === "approve";
    const confirmed = form.get("confirmed") === "yes";
    if (allow && !confirmed) return seeOther(`${page}&unconfirmed`);
    const answer = await portal().device.decide(session, userCode, {
      allow,
      confirmed,
      scopes: form.getAll("scope").filter((scope) => typeof scope === "string"),
      formToken: form.get("form_token"),
    });
    return seeOther("/device/done", [receiptCookie("device-answered", answer)]);
  } catch (error) {
    return seeOther(errorPagePath(error, isWorthAnotherTry(error) ? page : "/device"));
  }
}
