import type { IncomingMessage } from "node:http";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { createTrustedProxies, plainAddress } from "#server/http/trusted-proxies.ts";
import { header } from "./forward-asked.ts";

/** The host that a browser is at: the portal's own, or a configured app's. */
export interface ForwardPlace {
  kind: "portal" | "app";
  origin: string;
}

export interface ForwardPlaces {
  portal: ForwardPlace;
  /**
   * Where the browser is that asked. Cost: two look-ups in memory.
   *
   * Errors: forward_host_unknown for a host that isn't configured, and for a configured one that a stranger names.
   */
  of(request: IncomingMessage): ForwardPlace;
  /** Whether the request is for an app's host; such a host is never the portal, whatever the path. */
  isApp(request: IncomingMessage): boolean;
  /** The app that an absolute address is at. */
  appAt(address: string): ForwardPlace | undefined;
}

type PlacesSettings = Pick<Settings, "origin" | "forwardAuth" | "trustedProxies">;

/**
 * Tells by X-Forwarded-Host and -Proto, or by Host when the proxy sends only that, which host a request is for.
 *
 * Only a trusted proxy is believed. It is not what keeps one host's cookie from another (that is sealed into the cookie); but
 * a stranger could else choose by a header which host's rules hold.
 */
export function createForwardPlaces({ origin, forwardAuth, trustedProxies }: PlacesSettings): ForwardPlaces {
  const portal: ForwardPlace = { kind: "portal", origin };
  const portalUrl = new URL(origin);
  const apps = new Map(forwardAuth.origins.map((app) => [app, { kind: "app", origin: app } satisfies ForwardPlace]));
  const appsBySpelling = new Map([...apps.values()].flatMap((app) => spellings(app.origin).map((key) => [key, app])));
  const isTrusted = createTrustedProxies(trustedProxies);
  /** By name only: a proxy behind another one may not know that people use https, or on which port. */
  const isPortal = (host: string) => host.replace(/:\d+$/, "") === portalUrl.hostname;

  function of(request: IncomingMessage): ForwardPlace {
    // Nobody has apps elsewhere: then no header says anything.
    if (apps.size === 0) return portal;
    const forwarded = header(request, "x-forwarded-host");
    const ownHost = plainHost(request.headers.host ?? "");
    const host = forwarded?.toLowerCase() ?? ownHost;
    const scheme = header(request, "x-forwarded-proto") ?? portalUrl.protocol.slice(0, -1);
    const app = appsBySpelling.get(`${scheme}://${host}`);
    const trusted = isTrusted(plainAddress(request.socket.remoteAddress ?? ""));
    // A proxy that sends the right Host, and lets the caller's X-Forwarded-Host through: an app could visit another as its
    // own visitors.
    const contradicted = forwarded !== undefined && (appsBySpelling.get(`${scheme}://${ownHost}`) ?? app) !== app;
    if (app && trusted && !contradicted) return app;
    const named = contradicted || app !== undefined || (trusted && forwarded !== undefined && !isPortal(host));
    const asked = `${scheme}://${host.slice(0, 200)}`;
    if (named) throw new AppError("forward_host_unknown", { detail: problemOf(asked, { trusted, contradicted }) });
    return portal;
  }

  return {
    portal,
    of,
    isApp(request) {
      try {
        return of(request).kind === "app";
      } catch {
        return false;
      }
    },
    appAt: (address) => (URL.canParse(address) ? apps.get(new URL(address).origin) : undefined),
  };
}

/** A proxy may write the scheme's own port or leave it out. */
function spellings(origin: string): string[] {
  const { port, protocol } = new URL(origin);
  return port === "" ? [origin, `${origin}:${protocol === "https:" ? 443 : 80}`] : [origin];
}

/** Names are compared without regard to case, and a dot at the end changes nothing (RFC 1034 §3.1). */
function plainHost(host: string): string {
  return host.toLowerCase().replace(/\.(?=:|$)/, "");
}

function problemOf(asked: string, { trusted, contradicted }: { trusted: boolean; contradicted: boolean }): string {
  if (!trusted) return `${asked} was named by an address that is not in trustedProxies`;
  return contradicted ? `${asked} was named for another Host` : `${asked} is not in forwardAuth.origins`;
}
