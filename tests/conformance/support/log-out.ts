import { expect } from "vitest";
import { unescapeHtml } from "./form-post-page.ts";
import type { Person } from "./person.ts";
import type { Params, Suite } from "./suite.ts";
import { logoutClient } from "./suite-clients.ts";

export interface LogoutOutcome {
  /** Where the browser ended; of the error page without its reference and detail. */
  location: string;
  /** Whether the person was asked first (and said yes). */
  confirmed: boolean;
}

/** Sends a person to the end_session_endpoint, and lets them confirm when asked. */
export async function logOut(person: Person, params: Params): Promise<LogoutOutcome> {
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const first = await person.browser.fetch(`/oauth2/end-session?${new URLSearchParams(given)}`);
  if (first.status !== 200) return { location: withoutReference(first), confirmed: false };
  const html = await first.text();
  const field = (name: string) => unescapeHtml(new RegExp(`name="${name}" value="([^"]*)"`).exec(html)?.[1] ?? "");
  const body = new URLSearchParams({ form_token: field("form_token"), request: field("request") });
  const second = await person.browser.fetch("/oauth2/end-session/confirm", { method: "POST", body });
  return { location: withoutReference(second), confirmed: true };
}

function withoutReference(response: Response): string {
  expect(response.status).toBe(303);
  return (response.headers.get("location") ?? "").replaceAll(/[?&](ref|detail)=[^&]*/g, "");
}

/** prompt=none tells an app whether somebody is signed in. */
export async function expectSignedOut(suite: Suite, person: Person): Promise<void> {
  const request = suite.authorizationRequest({ prompt: "none" }, logoutClient);
  suite.expectError(await suite.authorize(person, request), request, "login_required");
}

export async function expectSignedIn(suite: Suite, person: Person): Promise<void> {
  const request = suite.authorizationRequest({ prompt: "none" }, logoutClient);
  suite.expectCode(await suite.authorize(person, request), request);
}
