import type { Configuration } from "oidc-provider";
import type { Settings } from "#server/config/settings.ts";

/**
 * How the library fetches clients' keys: without following redirects, and with its own guard against special-use
 * addresses, except for addresses that the operator wrote into the settings. Those may be inside one's own network.
 */
export function createOutgoingFetch(settings: Pick<Settings, "clients">): NonNullable<Configuration["fetch"]> {
  const declared = new Set(
    settings.clients
      .flatMap(({ jwksUri, backchannelLogoutUri }) => [jwksUri, backchannelLogoutUri])
      .flatMap((uri) => (uri ? [new URL(uri).href] : [])),
  );
  return (url, options) => {
    const { dispatcher: guard, ...plain } = options as RequestInit & { dispatcher?: unknown };
    const guarded = declared.has(new URL(String(url)).href) ? plain : { ...plain, dispatcher: guard };
    return fetch(url, { ...guarded, redirect: "error" });
  };
}
