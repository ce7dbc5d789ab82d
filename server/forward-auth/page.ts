import { createHash } from "node:crypto";
import { parseTheme, themeCookieName } from "#components/frame/theme.ts";
import { createTranslator, type Translator } from "#components/messages/create-translator.ts";
import { negotiateLocale } from "#components/messages/negotiate-locale.ts";
import type { Settings } from "#server/config/settings.ts";
import type { AppError } from "#server/errors/app-error.ts";
import { errorTable } from "#server/errors/error-table.ts";
import { cookieValues } from "#server/http/cookies/cookies.ts";
import { currentRequestContext } from "#server/http/request-context.ts";
import type { LiveSession } from "#server/sessions/live-session.ts";
import type { Asked } from "./asked.ts";
import { forwardPageStyle } from "./page-style.ts";

/** Who is signed in, and where another account is chosen that may be let in. */
export interface WhoIsRefused {
  session: LiveSession;
  /** A path of the portal. */
  switchPath: string;
}

export type ForwardPage = ReturnType<typeof createForwardPage>;

/**
 * The page in place of an app that can't be shown, for proxies that pass on what /oauth2/auth answers. It is whole in itself:
 * at an app's host nothing else of the portal's look can be loaded. No script, and one style, by its hash.
 */
export function createForwardPage({ origin, branding }: Pick<Settings, "origin" | "branding">) {
  const style = forwardPageStyle(branding.accent);
  const logo =
    URL.canParse(branding.logoUrl ?? "", origin) && branding.logoUrl ? new URL(branding.logoUrl, origin) : undefined;
  const mark = logo ? `<img src="${escaped(logo.href)}" alt="">` : portico;
  const policy = [
    "default-src 'none'",
    `style-src 'sha256-${createHash("sha256").update(style).digest("base64")}'`,
    ...(logo ? [`img-src ${logo.protocol === "data:" ? "data:" : logo.origin}`] : []),
    "form-action 'none'",
    "frame-ancestors 'none'",
    "base-uri 'none'",
  ].join("; ");

  function ways(t: Translator, refused: WhoIsRefused | undefined): string {
    const home = link(`${origin}/`, t.text("failure.home"));
    const another = refused ? link(origin + refused.switchPath, t.text("consent.switch")) : "";
    return `<div class="ways">${another}${home}</div>`;
  }

  function footer(t: Translator): string {
    const reference = currentRequestContext()?.requestId;
    const help = branding.supportUrl ? ` ${link(branding.supportUrl, t.text("failure.support"))}` : "";
    if (reference === undefined) return help && `<footer>${help}</footer>`;
    const said = `<p>${escaped(t.text("failure.reference"))} <code>${escaped(reference)}</code></p>`;
    return `<footer>${said}<p>${escaped(t.text("failure.reference_hint"))}${help}</p></footer>`;
  }

  return function answerForwardPage(
    { request, response }: Pick<Asked, "request" | "response">,
    { code, facts }: AppError,
    refused?: WhoIsRefused,
  ): void {
    const t = createTranslator(negotiateLocale(request.headers["accept-language"] ?? null));
    const theme = parseTheme(cookieValues(request.headers.cookie, themeCookieName)[0]);
    const { title, cause, nextStep } = t.error(code, { provider: t.text("failure.some_provider") });
    const body = Buffer.from(
      `<!doctype html><html lang="${t.language}" dir="${t.direction}"${theme === "system" ? "" : ` data-theme="${theme}"`}>` +
        `<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
        `<meta name="robots" content="noindex"><title>${escaped(`${title} · ${branding.name}`)}</title>` +
        `<style>${style}</style></head><body>` +
        `<header><a href="${escaped(origin)}/">${mark}<span>${escaped(branding.name)}</span></a></header>` +
        `<main><span class="mark">${warning}</span><h1>${escaped(title)}</h1><p>${escaped(cause)}</p>` +
        `<p class="muted">${escaped(nextStep)}</p>${refused ? who(t, refused.session) : ""}` +
        `${ways(t, refused)}${footer(t)}</main></body></html>`,
    );
    response.setHeader("Content-Security-Policy", policy);
    const { retryAfterSeconds } = facts;
    response.writeHead(errorTable[code].status, {
      ...(retryAfterSeconds === undefined ? {} : { "retry-after": String(retryAfterSeconds) }),
      "content-type": "text/html; charset=utf-8",
      "content-length": body.length,
      "cache-control": "no-store",
    });
    response.end(body);
  };
}

/** The name, and the address by which two accounts differ; both as the provider wrote them. */
function who(t: Translator, { displayName, email }: LiveSession): string {
  const address = email === undefined || email === displayName ? "" : `<dd><bdi>${escaped(email)}</bdi></dd>`;
  const name = `<dt>${escaped(t.text("consent.signed_in_as"))}</dt><dd><bdi>${escaped(displayName)}</bdi></dd>`;
  return `<dl>${name}${address}</dl>`;
}

function link(href: string, text: string): string {
  return `<a href="${escaped(href)}">${escaped(text)}</a>`;
}

const entities: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? "");
}

/** As brand-mark.tsx and icon.tsx draw them. */
const portico = `<svg aria-hidden="true" viewBox="0 0 32 32"><rect width="32" height="32" rx="8"/><g><path d="M6.5 13 16 7l9.5 6"/><path d="M9.5 15.5v8M16 15.5v8M22.5 15.5v8M6.5 26h19"/></g></svg>`;
const warning = `<svg aria-hidden="true" viewBox="0 0 24 24"><path d="M12 4 2.8 19.5h18.4zM12 10v4.5M12 17.2v.1"/></svg>`;
