import type { Configuration } from "oidc-provider";
import type { Catalog } from "#server/catalog/catalog.ts";
import { derivedFrom } from "#server/catalog/derived-from.ts";
import type { GuardedFetch } from "#server/http/outgoing/guarded-fetch.ts";

/** In bytes; a set of ten RSA keys with their certificates is half of it. */
export const longestKeySet = 64 * 1024;

/**
 * How the library fetches clients' keys: without following redirects, and what strangers name by `strangers`, limited before
 * anything connects. Addresses of the catalog's clients may be inside one's own network, because only the operator and the
 * administrators of clients name them.
 */
export function createOutgoingFetch(
  catalog: Pick<Catalog, "clients">,
  strangers: GuardedFetch,
): NonNullable<Configuration["fetch"]> {
  const declared = derivedFrom(
    catalog.clients,
    (clients) =>
      new Set(
        clients
          .flatMap(({ jwksUri, backchannelLogoutUri }) => [jwksUri, backchannelLogoutUri])
          .flatMap((uri) => (uri ? [new URL(uri).href] : [])),
      ),
  );
  return (url, options) => {
    // The library's own guard looks at an address only once it is connected to it.
    const { dispatcher: _, ...plain } = options as RequestInit & { dispatcher?: unknown };
    if (!declared().has(new URL(String(url)).href)) return strangers(url, plain);
    return fetch(url, { ...plain, redirect: "error" });
  };
}
