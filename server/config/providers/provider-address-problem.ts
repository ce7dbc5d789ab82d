import { isIP } from "node:net";
import { isLoopbackHost } from "#server/config/loopback.ts";
import type { Mode } from "#server/config/settings.ts";
import { isPublicAddress } from "#server/http/outgoing/address-policy.ts";
import type { ProviderConfig } from "./provider-schema.ts";

/**
 * Why no request will be sent to a provider's address, as far as the address itself shows. What a name resolves to is checked
 * at each request (http/outgoing/guarded-fetch.ts, which refuses the same).
 */
export function providerAddressProblem(
  address: string,
  { allowPrivateNetwork }: Pick<ProviderConfig, "allowPrivateNetwork">,
  mode: Mode,
): { problem: string; fix: string } | undefined {
  const { protocol, hostname } = new URL(address);
  const host = hostname.replace(/^\[|\]$/g, "");
  const loopback = isLoopbackHost(host);
  if (protocol === "http:" && !loopback) {
    return {
      problem: `“${address}” is plain http: secrets and codes could be read on the way.`,
      fix: "Use https; plain http is for a provider on this computer only.",
    };
  }
  const isPrivate = loopback || (isIP(host) !== 0 && !isPublicAddress(host));
  if (isPrivate && !allowPrivateNetwork && mode === "production") {
    return {
      problem: `“${address}” is a private address.`,
      fix: "Set allowPrivateNetwork: true if this provider is inside your own network.",
    };
  }
  return undefined;
}
