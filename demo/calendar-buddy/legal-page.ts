import type { ServerResponse } from "node:http";
import { type Html, html } from "#demo/html.ts";
import { sendBuddyPage } from "./buddy-frame.ts";

const texts: Record<"terms" | "privacy", { title: string; body: Html }> = {
  terms: {
    title: "Terms",
    body: html`<p>Calendar Buddy is part of Portico's demo. There is nothing to buy, nothing to agree to, and nobody who keeps promises here.</p>
<p>Use it to see what connecting an app looks like: connect, look at your pretend week, then remove the access at Portico.</p>`,
  },
  privacy: {
    title: "Privacy",
    body: html`<p>Calendar Buddy keeps your name, e-mail address, picture and this week's events in memory, on this computer, until you disconnect or the demo stops.</p>
<p>It sends nothing anywhere else. The people and their events are made up.</p>`,
  },
};

export function sendLegalPage(response: ServerResponse, name: keyof typeof texts): void {
  const { title, body } = texts[name];
  sendBuddyPage(response, { title, body: html`<article class="prose"><h1>${title}</h1>${body}</article>` });
}
