/**
 * Which rule refused, for the operator who asks why by the reference of an answer. Never a secret or a token, and of addresses of
 * requests no query: it is kept and shown to administrators.
 */
export interface Refusal {
  /** The rule, by a name that stays: `access.emailDomains`, `oauth.redirect_uri`. */
  readonly rule: string;
  /** Path of the setting that decided, entries of lists by their id: `access.emailDomains`, `clients[calendar].redirectUris`. */
  readonly setting?: string | undefined;
  /** What would have passed. */
  readonly needed?: string | number | readonly string[] | undefined;
  /** What there was instead. */
  readonly had?: string | number | readonly string[] | undefined;
}

/** Whom or what a refusal is about, as far as it is known. Ids, not names. */
export interface RefusalSubject {
  readonly userId?: string | undefined;
  readonly clientId?: string | undefined;
  readonly providerId?: string | undefined;
}
