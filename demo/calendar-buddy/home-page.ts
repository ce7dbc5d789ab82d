import type { ServerResponse } from "node:http";
import { html, trustedHtml } from "#demo/html.ts";
import { sendBuddyPage } from "./buddy-frame.ts";
import { logoSvg } from "./logo.ts";

export function sendHomePage(response: ServerResponse): void {
  sendBuddyPage(response, {
    title: "Your week at a glance",
    body: html`<div class="opening">
<section class="hero">
<h1>Your week at a glance</h1>
<p class="lead">Calendar Buddy shows what is ahead of you. It asks Portico who you are and for your calendar; you decide what it gets.</p>
<form method="post" action="/connect">
<label class="choice"><input type="checkbox" name="write" value="1"> Also let me add events from here</label>
<button>Connect with Portico</button>
</form>
</section>
<div class="picture" aria-hidden="true">${trustedHtml(logoSvg)}</div>
</div>
<ul class="facts">
<li><h2>No password here</h2><p>You sign in at Portico. Calendar Buddy never sees how.</p></li>
<li><h2>Only what you allow</h2><p>Portico shows the list first, and you can untick what you don't want to share.</p></li>
<li><h2>Yours to take back</h2><p>Remove the access at Portico at any time, and it ends at once.</p></li>
</ul>`,
  });
}
