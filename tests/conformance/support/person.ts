import type { ConsentStep, ConsentView } from "#server/authorization-server/consent/consent-service.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Harness } from "#tests/support/authorization-server-harness.ts";
import type { CookieBrowser } from "#tests/support/cookie-browser.ts";
import { readFormPostPage } from "./form-post-page.ts";

export type SignInPage = Extract<ConsentStep, { kind: "sign_in" }>;

/** Somebody in front of a browser; signs in and allows when asked to. */
export interface Person {
  userName: string;
  browser: CookieBrowser;
  session: LiveSession | undefined;
  /** Cancels instead of allowing. */
  declines: boolean;
}

/** Where an authorization request ended, and what the person saw on the way. */
export interface AuthorizationAnswer {
  /** error_page: the portal's own, which the app never hears of. */
  delivered: "query" | "form_post" | "error_page";
  /** The app's address (or the error page's), without the answer's parameters when they were posted. */
  url: URL;
  params: URLSearchParams;
  signInPages: SignInPage[];
  consentPages: ConsentView[];
}

/** Follows an authorization request until it leaves the portal, as a browser with a person in front of it does. */
export async function followAuthorization(
  harness: Harness,
  person: Person,
  first: { url: string; post?: URLSearchParams },
): Promise<AuthorizationAnswer> {
  const seen: Pick<AuthorizationAnswer, "signInPages" | "consentPages"> = { signInPages: [], consentPages: [] };
  let next = new URL(first.url, harness.issuer);
  let post = first.post;
  for (let hop = 0; hop < 16; hop++) {
    if (next.origin !== harness.issuer) return { delivered: "query", url: next, params: next.searchParams, ...seen };
    if (next.pathname === "/error") return { delivered: "error_page", url: next, params: next.searchParams, ...seen };
    if (next.pathname.startsWith("/consent/")) {
      next = new URL(await answerPage(harness, person, next, seen), harness.issuer);
      continue;
    }
    const response = await person.browser.fetch(next, post ? { method: "POST", body: post } : {});
    post = undefined;
    const location = response.headers.get("location");
    if (location) {
      next = new URL(location, next);
      continue;
    }
    const page = await response.text();
    const form = readFormPostPage(page);
    if (!form) throw new Error(`${next.pathname} answered ${response.status}: ${page}`);
    return { delivered: "form_post", url: new URL(form.action), params: form.fields, ...seen };
  }
  throw new Error("the authorization request goes in circles");
}

/** Does what the page asks for; answers where the browser goes then. */
async function answerPage(
  harness: Harness,
  person: Person,
  page: URL,
  seen: Pick<AuthorizationAnswer, "signInPages" | "consentPages">,
): Promise<string> {
  const uid = page.pathname.slice("/consent/".length);
  const cookies = () => person.browser.cookieHeader(page.pathname);
  const session = await harness.vault.authenticate(cookies());
  const step = await harness.server.consent.open(uid, cookies(), session);
  if (step.kind === "continue") return step.redirectTo;
  if (step.kind === "sign_in") {
    seen.signInPages.push(step);
    await signIn(harness, person);
    return page.pathname;
  }
  seen.consentPages.push(step.view);
  const { redirectTo } = await harness.server.consent.decide(uid, cookies(), session, {
    allow: !person.declines,
    scopes: step.view.groups.flatMap(({ scopes }) => scopes.map(({ name }) => name)),
    formToken: step.view.formToken,
  });
  return redirectTo;
}

async function signIn(harness: Harness, person: Person): Promise<void> {
  if (person.session) {
    const again = await harness.signIn(person.userName, { session: person.session, browser: person.browser });
    person.session = again.session;
    return;
  }
  const { session, browser } = await harness.signIn(person.userName);
  person.session = session;
  person.browser.store(`${browser.cookieHeader("/")}; Path=/`);
}
