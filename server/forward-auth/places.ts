import type { IncomingMessage } from "node:http";
import type { Settings } from "#server/config/settings.ts";
import { AppError } from "#server/errors/app-error.ts";
import { requestHeader } from "#server/http/request-header.ts";
import { createTrustedProxies, plainAddress } from "#server/http/trusted-proxies.ts";
import { describeUnknownHost, type HostDoubt, type UnknownHost } from "./host-doubt.ts";

/** The host that a browser is at: the portal's own, or a configured app's. */
export interface ForwardPlace {
  kind: "portal" | "app";
  origin: string;
}

export interface ForwardPlaces {
  portal: ForwardPlace;
  /**
   * Where the browser is that asked. Cost: a few look-ups in memory.
   *
   * Errors: forward_host_unknown for a host that is neither the portal's nor a configured one, and for a configured one that a
   * stranger names.
   */
  of(request: IncomingMessage): ForwardPlace;
  /**
   * For who is to be sent on, to a path of the host where it is: there must be somebody who said which.
   *
   * Errors: forward_host_unknown when nothing did but a Host that isn't ours, by which a proxy knows us.
   */
  requireNamed(request: IncomingMessage): void;
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
export function createForwardPlaces(
  { origin, forwardAuth, trustedProxies }: PlacesSettings,
  onUnknownHost: (unknown: UnknownHost) => void = () => {},
): ForwardPlaces {
  const portal: ForwardPlace = { kind: "portal", origin };
  const portalUrl = new URL(origin);
  const apps = new Map(forwardAuth.origins.map((app) => [app, { kind: "app", origin: app } satisfies ForwardPlace]));
  const appsBySpelling = new Map([...apps.values()].flatMap((app) => spellings(app.origin).map((key) => [key, app])));
  const isTrusted = createTrustedProxies(trustedProxies);
  /** By name only: a proxy behind another one may not know that people use https, or on which port. */
  const isPortal = (host: string) => plainHost(host).replace(/:\d+$/, "") === portalUrl.hostname;

  const isTrustedPeer = (request: IncomingMessage) => isTrusted(peerOf(request));

  function schemeOf(request: IncomingMessage): string {
    return requestHeader(request, "x-forwarded-proto")?.toLowerCase() ?? portalUrl.protocol.slice(0, -1);
  }

  function find(request: IncomingMessage): ForwardPlace | UnknownHost {
    const forwarded = requestHeader(request, "x-forwarded-host");
    const ownHost = plainHost(request.headers.host ?? "");
    const host = forwarded?.toLowerCase() ?? ownHost;
    const scheme = schemeOf(request);
    const app = appsBySpelling.get(`${scheme}://${host}`);
    const trusted = isTrustedPeer(request);
    const contradicted = isContradicted(app, host, scheme, ownHost);
    if (app && trusted && !contradicted) return app;
    // Proxies in a row may each add the name.
    const elsewhere = forwarded !== undefined && !forwarded.split(",").every((name) => isPortal(name.trim()));
    if (!contradicted && app === undefined && !elsewhere) return portal;
    return unknownHost(request, scheme, host, { listed: app !== undefined, trusted, contradicted });
  }

  /**
   * A proxy that sends the right Host, and lets the caller's X-Forwarded-Host through: an app could visit another as its own
   * visitors. Ports of the portal's name are no other host: many a proxy leaves them out of Host.
   */
  function isContradicted(app: ForwardPlace | undefined, host: string, scheme: string, ownHost: string): boolean {
    const ownApp = appsBySpelling.get(`${scheme}://${ownHost}`);
    if (ownApp !== undefined) return ownApp !== app;
    return app !== undefined && isPortal(ownHost) && !isPortal(host);
  }

  /** A proxy behind another one may say how it was asked itself: by http, at port 80. */
  function byOtherScheme(host: string): ForwardPlace | undefined {
    const name = host.replace(/:(80|443)$/, "");
    return appsBySpelling.get(`https://${name}`) ?? appsBySpelling.get(`http://${name}`);
  }

  function unknownHost(request: IncomingMessage, scheme: string, host: string, doubt: HostDoubt): UnknownHost {
    const named = request.headers["x-forwarded-host"] !== undefined;
    const meant = doubt.listed ? undefined : byOtherScheme(host);
    return describeUnknownHost({ ...doubt, scheme, host, proxy: peerOf(request), named, meant: meant?.origin });
  }

  function refusal(unknown: UnknownHost): AppError {
    onUnknownHost(unknown);
    return new AppError("forward_host_unknown", { detail: `${unknown.host} ${unknown.reason}` });
  }

  return {
    portal,
    of(request) {
      const found = find(request);
      if ("missing" in found) throw refusal(found);
      return found;
    },
    requireNamed(request) {
      const host = plainHost(request.headers.host ?? "");
      if (requestHeader(request, "x-forwarded-host") !== undefined || isPortal(host)) return;
      const scheme = schemeOf(request);
      if (appsBySpelling.has(`${scheme}://${host}`)) return;
      throw refusal(unknownHost(request, scheme, host, { listed: false, trusted: isTrustedPeer(request) }));
    },
    isApp(request) {
      // Without apps at other hosts, no header matters.
      if (apps.size === 0) return false;
      const found = find(request);
      return "kind" in found && found.kind === "app";
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

function peerOf(request: IncomingMessage): string {
  return plainAddress(request.socket.remoteAddress ?? "");
}
