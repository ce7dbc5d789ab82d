import { parseTheme, themeCookieName } from "#components/frame/theme.ts";
import { portal } from "#server/portal.ts";
import { readForm, seeOther } from "../_form.ts";

const yearSeconds = 365 * 24 * 60 * 60;

/** A preference of this browser, which needs no session. The front door has refused other sites' forms. */
export async function POST(request: Request): Promise<Response> {
  const form = await readForm(request);
  const theme = parseTheme(form.get("theme"));
  const returnPath = form.get("return_to");
  const secure = portal().settings.secure ? "; Secure" : "";
  const maxAge = theme === "system" ? 0 : yearSeconds;
  return seeOther(portal().checkReturnPath(typeof returnPath === "string" ? returnPath : "/"), [
    `${themeCookieName}=${theme}; Path=/; HttpOnly; SameSite=Lax; Max-Age=${maxAge}${secure}`,
  ]);
}
