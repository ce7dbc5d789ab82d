import type { FoundEvent } from "#server/audit/search/audit-search.ts";
import type { Translator } from "../../messages/create-translator.ts";
import { type EventNames, eventWords } from "./event-words.ts";

const style = `:root{color-scheme:light dark}
body{margin:0;padding:1rem;font:14px/1.5 ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;background:light-dark(#f6f5f2,#131211);color:light-dark(#1c1b19,#f1efea);overflow-wrap:anywhere}
h1{font-size:1.1rem;margin:0 0 .25rem}
p{margin:0 0 1rem;color:light-dark(#57534b,#b5b0a5)}
a{color:inherit}
ol{display:flex;flex-direction:column-reverse;list-style:none;margin:0;padding:0}
li{padding:.3rem 0;border-bottom:1px solid light-dark(#e3e0d9,#35322e)}
time,small{color:light-dark(#57534b,#b5b0a5);font-size:1em}
.failure b{color:light-dark(#744800,#f0c674)}`;

/** The beginning of the page; what comes later is appended, and shown above it. */
export function liveHead(
  t: Translator,
  { brand, nonce, backHref }: { brand: string; nonce: string; backHref: string },
): string {
  const title = t.text("admin.audit.live_title");
  return `<!doctype html><html lang="${escaped(t.language)}" dir="${t.direction}"><head><meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1"><title>${escaped(title)} · ${escaped(brand)}</title>
<style nonce="${escaped(nonce)}">${style}</style></head><body><main><h1>${escaped(title)}</h1>
<p>${escaped(t.text("admin.audit.live_text"))} <a href="${escaped(backHref)}">${escaped(t.text("admin.audit.live_back"))}</a></p><ol>
`;
}

/** An event as one line. */
export function liveEvent(t: Translator, event: FoundEvent, names: EventNames): string {
  const facts = [event.type, event.clientAddress, event.actor ?? event.userId].filter((fact) => fact !== null);
  const link = event.requestId
    ? ` <a href="/admin/audit?${escaped(String(new URLSearchParams({ reference: event.requestId })))}">${escaped(t.text("admin.audit.same_request"))}</a>`
    : "";
  return `<li class="${event.outcome === "failure" ? "failure" : "success"}"><time datetime="${event.at}">${event.at.slice(11, 23)}</time> <b>${escaped(eventWords(t, event, names))}</b> <small>${escaped(facts.join(" · "))}</small>${link}</li>\n`;
}

/** The last line, when the reader's access or the log itself ended. */
export function liveEnd(t: Translator, backHref: string): string {
  const link = `<a href="${escaped(backHref)}">${escaped(t.text("admin.audit.live_back"))}</a>`;
  return `<li class="failure"><b>${escaped(t.text("admin.audit.live_ended"))}</b> ${link}</li>\n`;
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => `&#${mark.charCodeAt(0)};`);
}
