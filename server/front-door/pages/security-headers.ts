import { randomBytes } from "node:crypto";
import type { IncomingMessage, ServerResponse } from "node:http";
import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import type { ProviderSettings, Settings } from "#server/config/settings.ts";
import { formSource } from "#server/http/let-form-lead-to.ts";
import type { Route } from "#server/routes/route.ts";

export interface PageHeaders {
  /** Sets the headers of everything that isn't the BFF's, and hands Next the nonce by the request's CSP header. */
  apply(request: IncomingMessage, response: ServerResponse, route: Route): void;
}

/**
 * Security headers.
 *
 * `form-action` is checked by Chromium on every redirect after a form was sent: signing in and consenting lead to
 * providers and apps, so those pages allow https targets, the configured providers, and the app that the page is about.
 */
export function createPageHeaders(
  settings: Pick<Settings, "secure" | "demo" | "forwardAuth" | "frontendOrigins">,
  catalog: Pick<Catalog, "providers">,
  development: boolean,
): PageHeaders {
  const images = ["'self'", "data:", "https:", ...demoOrigins(settings)].join(" ");
  const leavingTargets = derivedFrom(catalog.providers, (providers) =>
    ["'self'", "https:", ...plainTargets(settings, providers)].join(" "),
  );
  const script = development ? "'unsafe-eval'" : "";
  const connect = development ? "'self' ws:" : "'self'";
  return {
    apply(request, response, route) {
      const nonce = randomBytes(16).toString("base64");
      const policy = [
        "default-src 'none'",
        `script-src 'nonce-${nonce}' 'strict-dynamic' ${script}`.trimEnd(),
        `style-src 'self' 'nonce-${nonce}'`,
        `img-src ${images}`,
        "font-src 'self'",
        `connect-src ${connect}`,
        "manifest-src 'self'",
        `form-action ${route.formsLeadAway ? leavingTargets() : "'self'"}`,
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
      if (!route.cacheable) response.setHeader("cache-control", "no-store");
    },
  };
}

function demoOrigins({ demo }: Pick<Settings, "demo">): string[] {
  return demo ? Object.values(demo.ports).map((port) => `http://localhost:${port}`) : [];
}

/** What every page may lead to that leads elsewhere; where one page's answer goes is added to it (let-form-lead-to.ts). */
function plainTargets(
  settings: Pick<Settings, "forwardAuth" | "frontendOrigins">,
  providers: readonly ProviderSettings[],
): string[] {
  const addresses = [
    ...providers.flatMap(({ issuer, baseUrl }) => [issuer, baseUrl].filter((url) => url !== undefined)),
    // A sign-in for an app behind forward auth ends there.
    ...settings.forwardAuth.origins,
    // Or one that an own frontend began.
    ...settings.frontendOrigins,
  ];
  return [...new Set(addresses.map(formSource).filter((source) => source !== undefined))];
}
