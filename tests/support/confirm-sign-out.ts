import type { Harness } from "./authorization-server-harness.ts";
import type { CookieBrowser } from "./cookie-browser.ts";

/** Says yes on the page at `/sign-out/app`, as its form does; answers where the browser goes. */
export async function confirmSignOut(harness: Harness, browser: CookieBrowser, page: string): Promise<string> {
  const request = new URL(page, harness.issuer).searchParams;
  const session = await harness.vault.authenticate(browser.cookieHeader("/sign-out/app"));
  const step = await harness.server.logout.open(request, session);
  if (step.kind !== "ask") throw new Error(`nobody is asked: ${step.redirectTo}`);
  const { redirectTo, setCookies } = await harness.server.logout.confirm(request, session, step.view.formToken);
  for (const cookie of setCookies) browser.store(cookie);
  return redirectTo;
}
