import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { isPublicAddress } from "#server/http/outgoing/address-policy.ts";
import { createTrustedProxies, plainAddress } from "#server/http/trusted-proxies.ts";

/**
 * The caller's address: the socket's, unless that is a trusted proxy; then the rightmost X-Forwarded-For entry that
 * is none. Entries further left are whatever the caller wrote and are never looked at.
 *
 * `onUnknownProxy` is called once for a neighbour that forwards and isn't trusted: most likely a proxy that the settings lack,
 * behind which all clients would count as one caller.
 */
export function createClientAddress(
  trustedProxies: readonly string[],
  onUnknownProxy: (address: string) => void = () => {},
): (request: IncomingMessage) => string {
  const isTrusted = createTrustedProxies(trustedProxies);
  let told = false;

  function lookAtProxy(address: string): void {
    if (told || isPublicAddress(address)) return;
    told = true;
    onUnknownProxy(address);
  }

  return (request) => {
    const peer = plainAddress(request.socket.remoteAddress ?? "");
    const forwarded = request.headers["x-forwarded-for"];
    if (!forwarded) return peer;
    if (!isTrusted(peer)) {
      lookAtProxy(peer);
      return peer;
    }
    let address = peer;
    const hops = String(forwarded).split(",");
    while (hops.length > 0 && isTrusted(address)) address = plainAddress(hops.pop()?.trim() ?? "");
    return isIP(address) ? address : peer;
  };
}
