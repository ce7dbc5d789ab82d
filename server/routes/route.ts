/** Which part of the server answers a path. */
export type RoomName = "bff" | "forward-auth" | "authorization-server" | "admin-api" | "healthz" | "readyz" | "pages";

export interface RouteLimit {
  /** The limit's name in the `RateLimit` headers; routes of one name share one count for each caller. */
  readonly name: "token" | "authorize" | "sign-in" | "registration" | "admin";
  /** Unset: every method. */
  readonly method?: "POST";
  /** Only for requests without Authorization. */
  readonly withoutToken?: true;
}

/**
 * One row of the table of routes: everything that the front door has to know of a path.
 *
 * What is unset is the careful answer: forms stay here, other sites are refused, nothing is cached.
 */
export interface Route {
  /**
   * An exact path, one with `[name]` for a segment of letters, digits, "_" and "-", or one that ends in `/*` for all paths below that
   * have no row of their own. It is also the route's name in metrics: their number is bounded.
   */
  readonly path: string;
  readonly room: RoomName;
  /** The page's forms may lead to providers and apps (CSP `form-action`). */
  readonly formsLeadAway?: true;
  /** The page is whole without a script: scripts are taken out and its policy allows none. */
  readonly scriptFree?: true;
  /** Browsers open it as a page, so that one with a doubled cookie is led to the error page (refuse-doubled-cookies.ts). */
  readonly visited?: true;
  /** Unsafe requests of other sites are let in: a provider's `form_post` answer, bound to the browser by its state. */
  readonly acceptsOtherSites?: true;
  /** Files that never change under their name: without `no-store`. */
  readonly cacheable?: true;
  /** An offer to change to WebSocket is ignored (RFC 9110 §7.8) and the request answered in HTTP/1.1. */
  readonly ignoresUpgrade?: true;
  /** The query is passed on and never parsed here, so that it may have more parameters. */
  readonly passesQueryOn?: true;
  /** The first that fits the request counts it. */
  readonly limits?: readonly RouteLimit[];
  /** The request is stored until a person answers it or it expires: it has to be small, and counts toward the caller's budget. */
  readonly stored?: "any-method" | "POST";
  /** Where the page leads after its answer, if to an app: the app of the consent request here or in `return_to`, or of the sign-out. */
  readonly leadsTo?: "consent" | "return_to" | "sign-out";
  /** The page shows pages of apps in frames. */
  readonly frames?: true;
  /** The library (oidc-provider) answers it; with `methods`, by these alone. */
  readonly byLibrary?: true;
  /** How long a body may be, where it is more than forms and protocol requests need. */
  readonly bodyBytesMax?: number;
  /** For the Allow header. */
  readonly methods?: string;
  /** There only while apps may register. */
  readonly needsRegistration?: true;
}
