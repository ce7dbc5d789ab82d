import type { ServerResponse } from "node:http";
import { type Html, html, trustedHtml } from "#demo/html.ts";
import { sendPage } from "#demo/page.ts";
import { logoSvg } from "./logo.ts";

/** The frame of Calendar Buddy's pages. */
export function sendBuddyPage(
  response: ServerResponse,
  page: { title: string; status?: number; body: Html; actions?: Html; pictureOrigins?: readonly string[] },
): void {
  sendPage(response, {
    title: `${page.title} – Calendar Buddy`,
    look: "buddy",
    ...(page.status ? { status: page.status } : {}),
    ...(page.pictureOrigins ? { pictureOrigins: page.pictureOrigins } : {}),
    body: html`<aside class="banner" aria-label="Demo">Calendar Buddy is a pretend app that shows what connecting with Portico is like.</aside>
<header class="bar"><div><a href="/"><span aria-hidden="true">${smallLogo}</span>Calendar Buddy</a>${page.actions}</div></header>
<main class="wide">
${page.body}
</main>
<footer class="foot"><a href="/terms">Terms</a><a href="/privacy">Privacy</a><span>Runs on this computer only</span></footer>`,
  });
}

const smallLogo = trustedHtml(logoSvg.replace('width="64" height="64"', 'width="36" height="36"'));
