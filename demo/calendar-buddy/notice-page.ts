import type { ServerResponse } from "node:http";
import { html } from "#demo/html.ts";
import { sendBuddyPage } from "./buddy-frame.ts";

interface Notice {
  title: string;
  text: string;
  next: "connect" | "refresh" | "home";
  status: number;
}

/** Each has an address of its own (/cancelled, /removed, …), so reloading it does nothing. */
export const notices = {
  cancelled: {
    title: "You pressed Cancel, nothing was shared",
    text: "Portico told us that you said no, and nothing else. If you change your mind, connect again.",
    next: "connect",
    status: 200,
  },
  removed: {
    title: "Portico no longer lets Calendar Buddy see your calendar",
    text: "The access was removed or has run out. Calendar Buddy has forgotten what it knew about you.",
    next: "connect",
    status: 200,
  },
  refused: {
    title: "Portico did not let you through",
    text: "The connection could not be made this time. Nothing was shared. You can try again.",
    next: "connect",
    status: 400,
  },
  expired: {
    title: "This way back was used already, or is too old",
    text: "It works once, in the browser where you started. Connect again to get a new one.",
    next: "connect",
    status: 400,
  },
  unreachable: {
    title: "Portico can't be reached right now",
    text: "Calendar Buddy will keep what it has. Wait a moment, then try again.",
    next: "refresh",
    status: 503,
  },
  disconnected: {
    title: "You are disconnected",
    text: "Calendar Buddy gave its access back to Portico and forgot you.",
    next: "connect",
    status: 200,
  },
} as const satisfies Record<string, Notice>;

export type NoticeName = keyof typeof notices;

export function isNoticeName(name: string): name is NoticeName {
  return Object.hasOwn(notices, name);
}

export function sendNoticePage(response: ServerResponse, name: NoticeName): void {
  const { title, text, next, status } = notices[name];
  sendBuddyPage(response, {
    title,
    status,
    body: html`<section class="hero">
<h1>${title}</h1>
<p class="lead">${text}</p>
${
  next === "connect"
    ? html`<form method="post" action="/connect" class="actions"><button>Connect again</button><a class="button quiet" href="/">Home</a></form>`
    : html`<p class="actions"><a class="button" href="/">Try again</a></p>`
}
</section>`,
  });
}
