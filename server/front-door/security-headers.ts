import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "#server/config/settings.ts";

export interface PageHeaders {
  /** Sets the headers of everything that isn't the BFF's, and hands Next the nonce by the request's CSP header. */
  apply(request: IncomingMessage, response: ServerResponse, path: string): void;
}

/**
 * Security headers (security.md B.12).
 *
 * `form-action` is checked by Chromium on every redirect after a form was sent: signing in and consenting lead to
 * providers and apps, so those pages allow https targets and the configured loopback and custom-scheme ones.
 */
export function createPageHeaders(settings: Settings, development: boolean): PageHeaders {
  const images = ["'self'", "data:", "https:", ...demoOrigins(settings)].join(" ");
  const leavingTargets = ["'self'", "https:", ...plainTargets(settings)].join(" ");
  const script = development ? "'unsafe-eval'" : "";
  const connect = development ? "'self' ws:" : "'self'";
  return {
    apply(request, response, path) {
      const nonce = randomBytes(16).toString("base64");
      const policy = [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' 'strict-dynamic' ${script}`.trimEnd(),
        `style-src 'self' 'nonce-${nonce}'`,
        `img-src ${images}`,
        "font-src 'self'",
        `connect-src ${connect}`,
        "manifest-src 'self'",
        `form-action ${leadsAway(path) ? leavingTargets : "'self'"}`,
        "frame-ancestors 'none'",
        "base-uri 'none'",
        "object-src 'none'",
      ].join("; ");
      request.headers["content-security-policy"] = policy;
      response.setHeader("content-security-policy", policy);
      response.setHeader("x-content-type-options", "nosniff");
      response.setHeader("x-frame-options", "DENY");
      // same-origin rather than no-referrer: with the latter browsers send `Origin: null` with our own forms.
      response.setHeader("referrer-policy", "same-origin");
      response.setHeader("cross-origin-opener-policy", "same-origin");
      response.setHeader("permissions-policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()");
      if (settings.secure) response.setHeader("strict-transport-security", "max-age=63072000; includeSubDomains");
      if (!path.startsWith("/_next/static/")) response.setHeader("cache-control", "no-store");
    },
  };
}

function leadsAway(path: string): boolean {
  return /^\/(sign-in|sign-out|consent|device|account|api\/auth|oauth2)(\/|$)/.test(path);
}

function demoOrigins({ demo }: Settings): string[] {
  return demo ? Object.values(demo.ports).map((port) => `http://localhost:${port}`) : [];
}

/** RFC 8252 §7.3: a native app's loopback redirect may use any port. There is no such source for [::1] (CSP3 §2.3.1). */
const loopbacks = ["http://127.0.0.1:*", "http://localhost:*"];

/** Redirect targets that `https:` doesn't cover: loopback apps and providers, and native apps' own schemes. */
function plainTargets(settings: Settings): string[] {
  const uris = [
    ...settings.clients.flatMap((client) => [...client.redirectUris, ...client.postLogoutRedirectUris]),
    ...settings.providers.flatMap(({ issuer, baseUrl }) => [issuer, baseUrl].filter((url) => url !== undefined)),
    // A sign-in for an app behind forward auth ends there.
    ...settings.forwardAuth.origins,
  ];
  const targets = uris.map((uri) => new URL(uri)).filter(({ protocol }) => protocol !== "https:");
  const sources = targets.map((url) => {
    if (url.protocol !== "http:") return url.protocol;
    return loopbacks.find((any) => any === `http://${url.hostname}:*`) ?? url.origin;
  });
  // Apps that nobody wrote into the settings aren't known here; those on loopback are the ones that `https:` doesn't cover.
  const strangers = settings.initialAccessTokenHashes.length > 0 || settings.clientIdMetadataDocuments !== undefined;
  if (strangers) sources.push(...loopbacks);
  return [...new Set(sources)];
}
