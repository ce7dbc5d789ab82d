/** How long an API may keep a list before it fetches it again: the list's `ttl`. */
export const statusListTtlSeconds = 10;
/**
 * How long a process serves a list again that no announcement has outdated. Only what nothing announces waits for this: a
 * session that idled away, and a token whose record was written just after its consent had ended.
 */
export const statusListReuseSeconds = 5;
/** An API that checks lists refuses an ended token by then, whatever it and the portal had just cached. */
export const statusListStaleSeconds = statusListTtlSeconds + statusListReuseSeconds;
/** After this a list counts for nothing (`exp`), so that an old one can't be passed off as the present one for long. */
export const statusListLifetimeSeconds = 60;

/** Under the issuer: the aggregation; a list is one segment below. */
export const statusListsPath = "/oauth2/status-lists";
