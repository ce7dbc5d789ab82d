import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { type Html, html, trustedHtml } from "./html.ts";
import { pageStyle } from "./page-style.ts";

export interface Page {
  title: string;
  status?: number;
  /** Which of the accents in the style sheet. */
  look: "google" | "microsoft" | "github" | "buddy" | "notebook";
  body: Html;
  /** Origins that pictures may come from, besides our own. */
  pictureOrigins?: readonly string[];
  /** A module of our own, what it imports by name, and the one origin besides ours that it may call. */
  script?: { src: string; imports: Readonly<Record<string, string>>; calls: string };
  /** What the script is told: `document.body.dataset`. */
  data?: Readonly<Record<string, string>>;
}

const styleHash = hash(pageStyle);

/** The one frame of all demo pages: works without JavaScript and runs none, but for a page with `script`; can't be framed. */
export function sendPage(response: ServerResponse, page: Page, headers: OutgoingHttpHeaders = {}): void {
  const importMap = page.script && JSON.stringify({ imports: page.script.imports });
  const data = Object.entries(page.data ?? {}).map(([name, value]) => html` data-${name}="${value}"`);
  const { markup } = html`<!doctype html>
<html lang="en" data-look="${page.look}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>${page.title}</title>
<link rel="icon" href="data:,">
<style>${trustedHtml(pageStyle)}</style>
${importMap && html`<script type="importmap">${trustedHtml(importMap)}</script>`}
${page.script && html`<script type="module" src="${page.script.src}"></script>`}
</head>
<body${data}>
${page.body}
</body>
</html>
`;
  response
    .writeHead(page.status ?? 200, {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
      "content-security-policy": contentSecurityPolicy(page, importMap),
      ...headers,
    })
    .end(markup);
}

/** No form-action: it would also bind the redirect that answers a form, and that one leads off-site by design. */
function contentSecurityPolicy({ pictureOrigins = [], script }: Page, importMap: string | undefined): string {
  const pictures = ["'self'", "data:", ...pictureOrigins].join(" ");
  const policy = `default-src 'none'; style-src 'sha256-${styleHash}'; img-src ${pictures}; base-uri 'none'; frame-ancestors 'none'`;
  if (!script || importMap === undefined) return policy;
  // What a script does, no form does.
  return `${policy}; script-src 'self' 'sha256-${hash(importMap)}'; connect-src ${script.calls}; form-action 'none'`;
}

function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64");
}
