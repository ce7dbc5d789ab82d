import type { ServerResponse } from "node:http";
import { html, trustedHtml } from "#demo/html.ts";
import { sendPage } from "#demo/page.ts";
import { logoSvg } from "./logo.ts";

/** One page; notebook.js shows the part that is true. */
export function sendNotebookPage(response: ServerResponse, portalUrl: string): void {
  sendPage(response, {
    title: "Notebook",
    look: "notebook",
    script: {
      src: "/notebook.js",
      imports: { "portico/client": "/portico/index.js" },
      calls: portalUrl,
    },
    data: { portal: portalUrl },
    body: html`<aside class="banner" aria-label="Demo">Notebook is a pretend frontend on an address of its own. Portico signs people in and calls its API.</aside>
<header class="bar"><div><a href="/"><span aria-hidden="true">${trustedHtml(logoSvg)}</span>Notebook</a>
<button id="sign-out" class="quiet" hidden>Sign out</button></div></header>
<main class="wide">
<p id="moment" role="status">One moment…</p>
<noscript><p>Notebook is made of JavaScript. Please switch it on.</p></noscript>
<section id="out" class="hero" hidden>
<h1 id="welcome" tabindex="-1">Your notes, without a token</h1>
<p class="lead">This page lives on its own address and holds no secret. Portico keeps the session and fetches your notes.</p>
<button id="sign-in">Sign in with Portico</button>
</section>
<section id="in" hidden>
<div class="profile"><div><h1>Your notes</h1><p>Signed in as <span id="name"></span></p></div></div>
<div id="warning" class="panel" role="alert" hidden><h2>Your session ends soon</h2><p>Nothing happened here for a while.</p>
<button id="stay">Stay signed in</button></div>
<div class="panel"><form id="add">
<label class="field">New note<input name="text" required maxlength="2000" autocomplete="off" pattern=".*\\S.*"></label>
<button>Add note</button>
</form></div>
<p id="news" class="muted" role="status"></p>
<ul id="notes" class="notes" aria-label="Notes"></ul>
</section>
</main>
<footer class="foot"><a href="${portalUrl}/">Portico</a><span>Runs on this computer only</span></footer>`,
  });
}
