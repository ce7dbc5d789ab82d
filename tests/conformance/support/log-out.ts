import { expect } from "vitest";
import { confirmSignOut } from "#tests/support/confirm-sign-out.ts";
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
export async function logOut(suite: Suite, person: Person, params: Params): Promise<LogoutOutcome> {
  const given = Object.entries(params).filter((entry): entry is [string, string] => entry[1] !== undefined);
  const first = await person.browser.fetch(`/oauth2/end-session?${new URLSearchParams(given)}`);
  const location = withoutReference(first);
  if (!location.startsWith("/sign-out/app")) return { location, confirmed: false };
  return { location: await confirmSignOut(suite.harness, person.browser, location), confirmed: true };
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
