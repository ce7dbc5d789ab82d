import type { ServerResponse } from "node:http";
import { type Html, html } from "#demo/html.ts";
import { sendPage } from "#demo/page.ts";
import { type Person, people } from "#demo/people.ts";
import type { AuthorizationRequest } from "./authorization-request.ts";
import type { Realm } from "./realm.ts";
import type { RememberedPerson } from "./remembered-person.ts";

/** Who do you want to be? One form, a button a person, and Cancel. */
export function sendSignInPage(
  response: ServerResponse,
  realm: Realm,
  request: AuthorizationRequest,
  remembered: RememberedPerson | undefined,
): void {
  const { name, title } = realm.context;
  const ordered = hintedFirst(request.hint);
  sendPage(response, {
    title: `Choose an account – Demo ${title}`,
    look: name,
    body: html`${pretendBanner(title)}
<main class="card">
<p class="brand"><span class="mark" aria-hidden="true">${title.slice(0, 1)}</span>Demo ${title}</p>
<h1>Choose an account</h1>
<p class="lead">to continue to <strong>${new URL(request.redirectUri).host}</strong></p>
<form method="post" class="people">
${ordered.map((person) => personButton(person, request.hint, remembered))}
<button class="quiet" name="cancel" value="1">Cancel</button>
</form>
${requestedScopes(request.scopes)}
</main>`,
  });
}

export function sendProblemPage(response: ServerResponse, realm: Realm, problem: string): void {
  const { name, title } = realm.context;
  sendPage(response, {
    title: `Can't sign in – Demo ${title}`,
    status: 400,
    look: name,
    body: html`${pretendBanner(title)}
<main class="card">
<p class="brand"><span class="mark" aria-hidden="true">${title.slice(0, 1)}</span>Demo ${title}</p>
<h1>You can't sign in here like this</h1>
<p>${problem}</p>
<p class="muted">This is a mistake of the app that sent you here. Go back to it, and start again there.</p>
</main>`,
  });
}

export function sendSignedOutPage(response: ServerResponse, realm: Realm): void {
  const { name, title } = realm.context;
  sendPage(response, {
    title: `Signed out – Demo ${title}`,
    look: name,
    body: html`${pretendBanner(title)}
<main class="card">
<p class="brand"><span class="mark" aria-hidden="true">${title.slice(0, 1)}</span>Demo ${title}</p>
<h1>You are signed out</h1>
<p>Demo ${title} has forgotten who you were in this browser. You can close this page.</p>
</main>`,
  });
}

function pretendBanner(title: string): Html {
  return html`<aside class="banner" aria-label="Demo">Demo ${title} – not the real one. It runs on this computer, and nobody needs a password.</aside>`;
}

function personButton(person: Person, hint: string | undefined, remembered: RememberedPerson | undefined): Html {
  const isRemembered = remembered?.person.id === person.id;
  return html`<button class="person" name="person" value="${person.id}"${isHinted(person, hint) && html` autofocus`}>
<img src="/people/${person.id}.svg" alt="" width="48" height="48">
<span class="who"><span class="name">${person.name}</span><span class="email">${person.email}</span>${chips(person, isRemembered)}</span>
</button>
`;
}

function chips({ emailVerified }: Person, isRemembered: boolean): Html | undefined {
  if (emailVerified && !isRemembered) return undefined;
  return html`<span class="chips">${isRemembered && html`<span class="chip">Signed in</span>`}${!emailVerified && html`<span class="chip warn">Address not verified</span>`}</span>`;
}

function requestedScopes(scopes: readonly string[]): Html {
  if (scopes.length === 0) return html`<p class="muted small">The app asked for what is public only.</p>`;
  return html`<details class="small"><summary>What the app asked for</summary><ul class="scopes">${scopes.map((scope) => html`<li><code>${scope}</code></li>`)}</ul></details>`;
}

function hintedFirst(hint: string | undefined): Person[] {
  return [...people].sort((a, b) => Number(isHinted(b, hint)) - Number(isHinted(a, hint)));
}

function isHinted({ id, email, githubLogin }: Person, hint: string | undefined): boolean {
  return hint !== undefined && [id, email, githubLogin].includes(hint.toLowerCase());
}
