import type { PersonId } from "#demo/people.ts";

/**
 * Does at a demo provider what a person does in a browser without JavaScript: opens the page, presses a button.
 * For tests. Returns the callback URL and the provider's cookie.
 *
 * Errors: an Error with the page's text when the provider doesn't offer the button or doesn't send the browser back.
 */
export async function choosePerson(
  authorizationUrl: URL | string,
  choice: PersonId | "cancel",
  cookie?: string,
): Promise<{ callback: URL; cookie: string }> {
  const url = String(authorizationUrl);
  const headers = cookie ? { cookie } : {};
  const page = await fetch(url, { headers, redirect: "manual" });
  const button = choice === "cancel" ? 'name="cancel"' : `value="${choice}"`;
  const text = await page.text();
  if (page.status !== 200 || !text.includes(button)) throw new Error(`no such button (${page.status}): ${text}`);
  const body = new URLSearchParams(choice === "cancel" ? { cancel: "1" } : { person: choice });
  const answer = await fetch(url, { method: "POST", body, headers, redirect: "manual" });
  const location = answer.headers.get("location");
  if (answer.status !== 303 || !location) throw new Error(`no way back (${answer.status}): ${await answer.text()}`);
  return {
    callback: new URL(location),
    cookie: (answer.headers.get("set-cookie") ?? cookie ?? "").split(";", 1)[0] ?? "",
  };
}
