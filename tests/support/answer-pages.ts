import type { CookieBrowser } from "./cookie-browser.ts";
import { findForm } from "./page-form.ts";
import { ownForm } from "./portal-world.ts";

/** Allows what an app asks for on the portal's consent page; answers where the app's callback is called. */
export async function allowApp(publicUrl: string, browser: CookieBrowser, authorizationUrl: string): Promise<URL> {
  let response = await browser.fetch(authorizationUrl);
  for (let hop = 0; hop < 6; hop++) {
    const target = response.headers.get("location");
    const location = target ? URL.parse(target, publicUrl) : null;
    if (!location) throw new Error(`no redirect: ${response.status} ${await response.text()}`);
    if (location.origin !== publicUrl) return location;
    response = await browser.fetch(location);
    if (response.status !== 200) continue;
    const form = findForm(await response.text(), "/decision");
    response = await browser.fetch(form.action, ownForm(publicUrl, [...form.fields, ["decision", "allow"]]));
  }
  throw new Error("the authorization request goes in circles");
}

/** Answers a device on its page, with the code compared; answers the path that the person lands on. */
export async function answerDevice(
  publicUrl: string,
  browser: CookieBrowser,
  userCode: string,
  decision: "approve" | "deny",
): Promise<string> {
  const page = await browser.fetch(`/device?user_code=${userCode}`);
  const form = findForm(await page.text(), "/device/decision");
  const fields: [string, string][] = [...form.fields, ["confirmed", "yes"], ["decision", decision]];
  return (await browser.fetch(form.action, ownForm(publicUrl, fields))).headers.get("location") ?? "";
}
