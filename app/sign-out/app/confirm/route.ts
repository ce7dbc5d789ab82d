import { portal } from "#server/portal.ts";
import { errorPagePath, isWorthAnotherTry } from "../../../_error-page.ts";
import { readForm, seeOther, sessionOf } from "../../../_form.ts";

/** The person's yes to an app that asked to sign them out. */
export async function POST(request: Request): Promise<Response> {
  const form = await readForm(request);
  const wanted = new URLSearchParams(String(form.get("request") ?? ""));
  try {
    const session = await sessionOf(request);
    const { redirectTo, setCookies } = await portal().logout.confirm(wanted, session, form.get("form_token"));
    return seeOther(redirectTo, setCookies);
  } catch (error) {
    const page = `/sign-out/app?${wanted}`;
    return seeOther(errorPagePath(error, isWorthAnotherTry(error) ? page : undefined));
  }
}
