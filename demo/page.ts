import { createHash } from "node:crypto";
import type { OutgoingHttpHeaders, ServerResponse } from "node:http";
import { type Html, html, trustedHtml } from "./html.ts";
import { pageStyle } from "./page-style.ts";

export interface Page {
  title: string;
  status?: number;
  /** Which of the accents in the style sheet. */
  look: "google" | "microsoft" | "github" | "buddy";
  body: Html;
  /** Origins that pictures may come from, besides our own. */
  pictureOrigins?: readonly string[];
}

const styleHash = createHash("sha256").update(pageStyle).digest("base64");

/** The one frame of all demo pages: works without JavaScript, runs none, can't be framed. */
export function sendPage(response: ServerResponse, page: Page, headers: OutgoingHttpHeaders = {}): void {
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
</head>
<body>
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
      "content-security-policy": contentSecurityPolicy(page.pictureOrigins ?? []),
      ...headers,
    })
    .end(markup);
}

/** No form-action: it would also bind the redirect that answers a form, and that one leads off-site by design. */
function contentSecurityPolicy(pictureOrigins: readonly string[]): string {
  const pictures = ["'self'", "data:", ...pictureOrigins].join(" ");
  return `default-src 'none'; style-src 'sha256-${styleHash}'; img-src ${pictures}; base-uri 'none'; frame-ancestors 'none'`;
}
